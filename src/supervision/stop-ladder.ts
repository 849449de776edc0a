/** One child's way down: stop event, interrupt, SIGTERM, SIGKILL, each with its own time. */

import type { EndTreeResult } from '../processes/tree.js';
import { now, round } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { readOnly } from '../runtime/read-only.js';
import { type Step as TakenStep, takeSteps } from '../runtime/steps.js';
import type { ChildLines } from './child-lines.js';
import type { ChildRequests } from './child-requests.js';
import type { ChildSignals } from './child-signals.js';
import type { Steps } from './stop-times.js';

/** A child as the ladder sees it. */
export interface Stoppable {
	readonly name: string;
	readonly pid: number | undefined;
	readonly supervisionId: string;
	readonly leadsGroup: boolean;
	readonly watches: boolean;
	readonly isAlive: boolean;
	readonly exitCode: number | null;
	readonly exited: Promise<number>;
	readonly signals: Pick<ChildSignals, 'start' | 'wasKilled' | 'refusal'>;
	readonly lines: Pick<ChildLines, 'sendStopEvent' | 'ignoresStopEvent'>;
	readonly requests: Pick<ChildRequests, 'interrupt' | 'terminateNow' | 'killNow'>;
}

/** What ended a child: `nothing` if it is still there after SIGKILL. */
export type Step = 'itself' | 'event' | 'interrupt' | 'terminate' | 'kill' | 'nothing';

/** How the stop of a child went. */
export interface ChildReport {
	/** That of the child. */
	readonly name: string;
	/** That of the child; undefined if it could not be started. */
	readonly pid: number | undefined;
	/** The step that ended it; `itself` if it had ended before. */
	readonly endedBy: Step;
	/** How long its stop took, in ms. */
	readonly ms: number;
	/** -N for signal N; null if it is still there, or was never started. */
	readonly exitCode: number | null;
	/** With `tree`: what became of all that it had started. */
	readonly tree: EndTreeResult | undefined;
	/** For one that had to be killed, or could not be. */
	readonly warning: string | undefined;
}

/** @throws the signal's reason, if it is aborted meanwhile */
export async function runStopLadder(
	child: Stoppable,
	times: Steps,
	signal?: AbortSignal,
): Promise<ChildReport> {
	const startedAt = now();
	let endOfTree: Promise<EndTreeResult | undefined> | undefined;
	const endRest = () => {
		if (times.tree) endOfTree ??= endDescendants(child, times, signal);
		return endOfTree;
	};
	const endedBy = child.isAlive ? await endChild(child, times, endRest, signal) : 'itself';
	const tree = await endRest();
	const { name, pid, exitCode } = child;
	const ms = round(now() - startedAt);
	debug('stop: %s (pid %d) ended by %s after %d ms', name, pid, endedBy, ms);
	return readOnly({ name, pid, endedBy, ms, exitCode, tree, warning: warn(child, endedBy, ms) });
}

type LadderStep = Exclude<Step, 'itself' | 'nothing'>;

/** Returns the step that ended it. */
async function endChild(
	child: Stoppable,
	{ event, interrupt, terminate, kill, tree }: Steps,
	endRest: () => Promise<unknown> | undefined,
	signal: AbortSignal | undefined,
): Promise<Step> {
	const steps: TakenStep<LadderStep>[] = [
		{
			name: 'event',
			ms: event || 0,
			act: () => child.lines.sendStopEvent(),
			// Who cannot hear the event, or says that nothing in it looks at the event, is not waited for.
			isInVain: () => (child.watches ? child.lines.ignoresStopEvent() : Promise.resolve()),
		},
		{ name: 'interrupt', ms: interrupt || 0, act: () => child.requests.interrupt() },
		{
			name: 'terminate',
			ms: terminate || 0,
			act: async () => {
				await child.requests.terminateNow(tree);
				// What fails there is told with the report, not before.
				endRest()?.catch(() => {});
			},
		},
		{ name: 'kill', ms: kill, act: () => child.requests.killNow(tree) },
	];
	const wanted = steps.filter(({ name, ms }) => ms > 0 || name === 'kill');
	const endedBy = (await takeSteps(wanted, child.exited, signal)) ?? 'nothing';
	// Somebody else may not have had that patience.
	return child.signals.wasKilled ? 'kill' : endedBy;
}

/** What it has started gets SIGTERM together with it, or once it has ended by itself. */
async function endDescendants(
	{ pid, signals, supervisionId, leadsGroup }: Stoppable,
	{ terminate, kill }: Steps,
	signal: AbortSignal | undefined,
): Promise<EndTreeResult | undefined> {
	if (pid === undefined) return undefined;
	const { endTree } = require('../processes/tree.js') as typeof import('../processes/tree.js');
	const root = { pid, start: signals.start ?? 0, leadsGroup, supervisionId };
	const told = { isRootSignalled: true, isLeaderReaped: true };
	return endTree(root, { terminate: terminate || 0, kill, ...told, signal });
}

function warn({ pid, name, signals }: Stoppable, endedBy: Step, ms: number): string | undefined {
	const who = `${name} (pid ${pid})`;
	const { refusal } = signals;
	if (endedBy === 'kill')
		return `${who} did not end by itself, and was killed after ${Math.round(ms)} ms`;
	if (endedBy === 'nothing' && refusal)
		return `${who} is still there: SIGKILL was refused (${refusal})`;
	if (endedBy === 'nothing')
		return `${who} is still there after SIGKILL; the system does not let it go`;
	return undefined;
}
