/** Ends the program, and with `--tree` what it has started. */
import { startFairTimer } from '../../runtime/timeout.js';
import type { Cause, End, Plan, Program } from './program.js';

/** How long we wait for the kernel after SIGKILL, in ms. */
const PATIENCE = 5000;

/** The signal, the grace period, SIGKILL; at once where a person is impatient. */
export async function endProgram(
	plan: Plan,
	program: Program,
	ended: Promise<End>,
	cause: Cause,
): Promise<void> {
	const { signal, grace, tree } = plan.options;
	const child = program.process;
	const time = cause.type === 'ctrl-c' ? 0 : grace;
	if (time > 0) {
		child.kill(signal);
		// A stopped process gets its signal once it goes on.
		child.kill('SIGCONT');
	}
	if (tree) return endAll(plan, program, time);
	// The program may have stood still together with us, by Ctrl+Z for one.
	const stopTimer = startFairTimer(time, () => child.kill('SIGKILL'));
	await ended;
	stopTimer();
}

/** The program itself has been asked already, or is gone. */
export async function endAll(
	{ supervisionId }: Plan,
	program: Program,
	grace: number,
): Promise<void> {
	const { endTree } =
		require('../../processes/tree.js') as typeof import('../../processes/tree.js');
	const { pid, start, process: child } = program;
	const isLeaderReaped = child.exitCode !== null || child.signalCode !== null;
	const root = { pid, start, leadsGroup: false, supervisionId };
	const times = { terminate: grace, kill: PATIENCE };
	await endTree(root, { ...times, isRootSignalled: true, isLeaderReaped });
}
