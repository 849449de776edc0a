import type { Status } from 'pidusage';
import { debug } from '../runtime/diagnostics.js';
import { canSeeOthers } from './proc.js';

/** What pidusage tells of a process. */
export interface Usage {
	/** Share of one processor since its start, in per cent. */
	cpu: number;
	/** The processor time that it has used since, in ms. */
	cpuTime: number;
	/** Resident memory in bytes. */
	memory: number;
	/** How long it has been running, in ms. */
	elapsed: number;
}

/**
 * Usage by pid; a process that is gone or cannot be asked has no entry. Never rejects. On Linux pidusage
 * keeps one descriptor a process until it has not been asked for a minute; its `clear()` would leak them.
 */
export async function readUsage(pids: readonly number[]): Promise<Map<number, Usage>> {
	const usage = new Map<number, Usage>();
	if (pids.length === 0 || !canSeeOthers()) return usage;
	try {
		const { default: pidusage } = await import('pidusage');
		// One process that is gone fails the whole call on some systems; then each is asked alone.
		const found = await pidusage([...pids]).catch(() => readEach(pids, pidusage));
		for (const pid of pids) {
			const stat = found[pid];
			if (stat) usage.set(pid, toUsage(stat));
		}
	} catch (error) {
		debug('pidusage failed: %s', (error as Error).message);
	}
	return usage;
}

/**
 * Its own `cpu` is the share since the last time it was asked, which is 0 the first time on most
 * systems: https://github.com/soyuka/pidusage/blob/main/lib/procfile.js
 */
function toUsage({ ctime, elapsed, memory }: Status): Usage {
	const cpu = elapsed > 0 ? (ctime / elapsed) * 100 : 0;
	return { cpu, cpuTime: ctime, memory, elapsed };
}

async function readEach(pids: readonly number[], pidusage: typeof import('pidusage')) {
	const entries = await Promise.all(
		pids.map(async (pid) => [pid, await pidusage(pid).catch(() => undefined)] as const),
	);
	return Object.fromEntries(entries);
}
