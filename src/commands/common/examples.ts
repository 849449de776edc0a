/** Examples of a command, for its help and for the manual. */
import type { Command } from 'commander';

export interface Example {
	what: string;
	/** As it is typed. */
	line: string;
}

const examples = new WeakMap<Command, readonly Example[]>();

export function addExamples(command: Command, list: readonly Example[]): void {
	examples.set(command, list);
	const lines = list.map(({ what, line }) => `  # ${what}\n  ${line}`);
	command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

export function examplesOf(command: Command): readonly Example[] {
	return examples.get(command) ?? [];
}
