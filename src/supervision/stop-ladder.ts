/** One child's way down: stop event, interrupt, SIGTERM, SIGKILL, each with its own time. */

import type { EndTreeResult } from '../processes/tree.js';
import { now } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import type { Steps } from './stop-times.js';

/** A child as the ladder sees it. */
export interface Stoppable {
	readonly name: string;
	readonly pid: number | undefined;
	readonly start: number | undefined;
	readonly supervisionId: string;
	readonly leadsGroup: boolean;
	readonly watches: boolean;
	readonly isAlive: boolean;
	readonly wasKilled: boolean;
	readonly exitCode: number | null;
	readonly exited: Promise<number>;
	sendStopEvent(): void;
	interrupt(): boolean;
	terminate(): boolean;
	kill(): boolean;
	/** Resolves if it says, from now on, that nothing in it looks at its stop event. */
	ignoresStopEvent(): Promise<void>;
}

/** What ended a child: `nothing` if it is still there after SIGKILL. */
export type Step = 'itself' | 'event' | 'interrupt' | 'terminate' | 'kill' | 'nothing';

export interface ChildReport {
	name: string;
	pid: number | undefined;
	/** The step that ended it; `itself` if it had ended before. */
	endedBy: Step;
	/** How long its stop took, in ms. */
	ms: number;
	/** -N for signal N; null if it is still there, or was never started. */
	exitCode: number | null;
	/** With `tree`: what became of all that it had started. */
	tree: EndTreeResult | undefined;
	/** For one that had to be killed, or could not be. */
	warning: string | undefined;
}

/** @throws the signal's reason, if it is aborted meanwhile */
export async function runStopLadder(
	child: Stoppable,
	steps: Steps,
	signal?: AbortSignal,
): Promise<ChildReport> {
	const startedAt = now();
	let endOfTree: Promise<EndTreeResult | undefined> | undefined;
	const endRest = () => {
		if (steps.tree) endOfTree ??= endDescendants(child, steps, signal);
		return endOfTree;
	};
	const report = async (endedBy: Step): Promise<ChildReport> => {
		const tree = await endRest();
		const { name, pid, exitCode } = child;
		const ms = now() - startedAt;
		debug('stop: %s (pid %d) ended by %s after %d ms', name, pid, endedBy, ms);
		const warning = warn(child, endedBy, ms);
		return { name, pid, endedBy, ms, exitCode, tree, warning };
	};
	if (!child.isAlive) return report('itself');
	for (const [name, act] of LADDER) {
		const ms = steps[name];
		if (ms === false || (ms === 0 && name !== 'kill')) continue;
		signal?.throwIfAborted();
		act(child);
		// What fails there is told with the report, not before.
		if (name === 'terminate') endRest()?.catch(() => {});
		if (!(await hasEnded(child, name, ms, signal))) continue;
		// Somebody else may not have had that patience.
		return report(child.wasKilled ? 'kill' : name);
	}
	return report('nothing');
}

/** What it has started gets SIGTERM together with it, or once it has ended by itself. */
async function endDescendants(
	{ pid, start, supervisionId, leadsGroup }: Stoppable,
	{ terminate, kill }: Steps,
	signal: AbortSignal | undefined,
): Promise<EndTreeResult | undefined> {
	if (pid === undefined) return undefined;
	const { endTree } = require('../processes/tree.js') as typeof import('../processes/tree.js');
	const root = { pid, start: start ?? 0, leadsGroup, supervisionId };
	return endTree(root, { terminate: terminate || 0, kill, isRootSignalled: true, signal });
}

type LadderStep = Exclude<Step, 'itself' | 'nothing'>;

const LADDER: [LadderStep, (child: Stoppable) => unknown][] = [
	['event', (child) => child.sendStopEvent()],
	['interrupt', (child) => child.interrupt()],
	['terminate', (child) => child.terminate()],
	['kill', (child) => child.kill()],
];

/** @throws the signal's reason, if it is aborted meanwhile */
function hasEnded(
	child: Stoppable,
	step: LadderStep,
	ms: number,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	// Who cannot hear the event, or says that nothing in it looks at the event, is not waited for.
	if (step === 'event' && !child.watches) return Promise.resolve(!child.isAlive);
	return new Promise((resolve, reject) => {
		const settle = (settled: () => void) => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', onAbort);
			settled();
		};
		const end = () => settle(() => resolve(!child.isAlive));
		const onAbort = () => settle(() => reject(signal?.reason));
		const timer = setTimeout(end, ms);
		signal?.addEventListener('abort', onAbort);
		child.exited.then(end, end);
		if (step === 'event') void child.ignoresStopEvent().then(end);
	});
}

function warn({ pid, name }: Stoppable, endedBy: Step, ms: number): string | undefined {
	const who = `${name} (pid ${pid})`;
	if (endedBy === 'kill')
		return `${who} did not end by itself, and was killed after ${Math.round(ms)} ms`;
	if (endedBy === 'nothing')
		return `${who} is still there after SIGKILL; the system does not let it go`;
	return undefined;
}
