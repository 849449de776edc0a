/** `run`: any program, which ends when our parent does, and when we are killed. */
import type { Command } from 'commander';
import { CommandFailure } from './common/failure.js';

export function addRunCommand(program: Command): void {
	program
		.command('run')
		.description('run a program that ends when our parent does, and when we are killed')
		.argument('<command>', 'the program')
		.argument('[args...]', 'its arguments')
		.passThroughOptions()
		.action(() => {
			throw new CommandFailure('run: not written yet');
		});
}
