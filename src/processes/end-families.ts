/** Ends families of processes, all at once: SIGTERM, time to end, SIGKILL, until nobody is left. */

import { now } from '../runtime/clock.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import type { Family } from './family-types.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

export interface Schedule {
	/** When each gets SIGTERM, then SIGKILL, and when we give up: times of `now()`. */
	terminateAt: number;
	killAt: number;
	endAt: number;
}

export interface FamilyEnd extends Schedule {
	family: Family;
}

const SHORTEST_PAUSE = 20;
const LONGEST_PAUSE = 100;

/** Resolves once nobody is left in any of them, at the last `endAt`, or when it is aborted. */
export async function endFamilies(
	ends: readonly FamilyEnd[],
	signal?: AbortSignal | undefined,
): Promise<void> {
	// Who forks and ends while a table is read may be missing in it, and the fork as well: two in a row tell.
	let timesEmpty = 0;
	for (let pause = SHORTEST_PAUSE; ; ) {
		const snapshot = await take(ends);
		const at = signal?.aborted ? Number.NEGATIVE_INFINITY : now();
		const left = ends.filter((ending) => step(ending, snapshot, at));
		const isTree = ends.some(({ family }) => family.plan.tree);
		timesEmpty = left.length === 0 ? timesEmpty + 1 : 0;
		if (timesEmpty === (isTree ? 2 : 1)) return;
		if (timesEmpty > 0) continue;
		if (signal?.aborted || left.every(({ endAt }) => at >= endAt)) return;
		await sleep(Math.min(pause, timeToNext(left, at)), signal);
		pause = Math.min(LONGEST_PAUSE, pause * 1.5);
	}
}

function take(ends: readonly FamilyEnd[]): Promise<Snapshot | undefined> {
	const roots = ends.flatMap(({ family }) => family.plan.root ?? []);
	const isAlone = ends.every(({ family }) => !family.plan.tree);
	return takeSnapshot(roots, isAlone ? roots.map(({ pid }) => pid) : undefined);
}

/** Whether somebody may be left. */
function step(
	{ family, ...schedule }: FamilyEnd,
	snapshot: Snapshot | undefined,
	at: number,
): boolean {
	// A table that cannot be read now (no descriptor is left) does not say that nobody is there.
	if (!snapshot) return true;
	if (family.look(snapshot).length === 0) return false;
	if (at >= schedule.killAt) family.kill(snapshot);
	else if (at >= schedule.terminateAt) family.terminate();
	return true;
}

function timeToNext(left: readonly FamilyEnd[], at: number): number {
	const times = left.flatMap(({ terminateAt, killAt, endAt }) => [terminateAt, killAt, endAt]);
	return Math.max(1, Math.min(...times.filter((time) => time > at).map((time) => time - at)));
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
	await new Promise<void>((resolve) => {
		const wake = () => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		signal?.addEventListener('abort', wake);
	});
}
