/**
 * The start time of a target on systems without `/proc`, through pidusage: at a slow rate, because it
 * starts a program, and with tolerance, because it goes through clocks.
 */

import { readUsage } from '../processes/usage.js';
import { debug } from '../runtime/diagnostics.js';
import { clearInterval, setInterval } from '../runtime/system.js';
import type { Target } from './target.js';

const PERIOD = 30_000;
/** `ps` tells an age in whole seconds, and the two are read one after the other. */
const TOLERANCE = 5_000;

/** Marks a target as replaced once its pid belongs to a process that started after we began to watch. */
export function checkAges(targets: readonly Target[], onReplaced: () => void): () => void {
	const uptimeAtStart = process.uptime() * 1e3;
	const check = async () => {
		const replaced = await findReplaced(targets, uptimeAtStart);
		for (const target of replaced) target.replaced = true;
		if (replaced.length > 0) onReplaced();
	};
	const timer = setInterval(() => void check(), PERIOD).unref();
	return () => clearInterval(timer);
}

/**
 * A target was there when we began to watch, so it is at least as old as the watch. Its age is compared
 * with our own, told by the same tool at the same time: clocks that jump, machines that slept and
 * mocked dates move both alike.
 */
export async function findReplaced(
	targets: readonly Target[],
	uptimeAtStart: number,
): Promise<Target[]> {
	const usage = await readUsage([process.pid, ...targets.map(({ pid }) => pid)]);
	const own = usage.get(process.pid);
	if (!own) return [];
	return targets.filter(({ pid }) => {
		const age = usage.get(pid)?.elapsed;
		if (age === undefined || age + TOLERANCE >= own.elapsed - uptimeAtStart) return false;
		debug('pid %d is younger than this watch: it is another process now', pid);
		return true;
	});
}
