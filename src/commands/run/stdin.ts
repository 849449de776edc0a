/** Our input, passed on to the program where its end is to be noticed. */
import type { ChildProcess } from 'node:child_process';
import { startFairTimer } from '../../runtime/timeout.js';

/**
 * Nobody but its reader notices the end of an input. So with `--stdin` we are the reader: what comes goes
 * through us. Resolves `grace` ms after the end, which is when a program that reads its input has ended.
 */
export function untilInputEnds(program: ChildProcess, grace: number): Promise<void> {
	const { stdin } = process;
	const input = program.stdin;
	return new Promise((resolve) => {
		const onEnd = () => startFairTimer(grace, resolve);
		stdin.once('end', onEnd);
		stdin.once('error', onEnd);
		// Who closes its input is asked no more, and our caller learns it as it would have (EPIPE).
		input?.on('error', () => stdin.destroy());
		if (input) stdin.pipe(input);
	});
}
