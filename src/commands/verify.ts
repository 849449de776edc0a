/** `verify`: does an application leave orphans when its top process is killed? */
import type { Command } from 'commander';
import { CommandFailure } from './common/failure.js';

export function addVerifyCommand(program: Command): void {
	program
		.command('verify')
		.description('start an application, kill its top process, and tell who survived')
		.argument('<command>', 'the application')
		.argument('[args...]', 'its arguments')
		.passThroughOptions()
		.action(() => {
			throw new CommandFailure('verify: not written yet');
		});
}
