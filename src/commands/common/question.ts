/** Asks a person at the terminal, and nobody else: a pipe or a CI job cannot answer. */
import { createInterface } from 'node:readline/promises';
import { CommandFailure } from './failure.js';

/**
 * Whether the answer was yes. No answer (Enter, Ctrl+D) is a no.
 *
 * @throws CommandFailure where there is no terminal, which says that `--yes` is the way
 */
export async function confirm(question: string, isAnswered = false): Promise<boolean> {
	if (isAnswered) return true;
	if (!process.stdin.isTTY || !process.stderr.isTTY) {
		throw new CommandFailure(`there is no terminal to ask "${question}"; give --yes to answer yes`);
	}
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
	const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
	terminal.close();
	return /^y(es)?$/i.test(answer.trim());
}
