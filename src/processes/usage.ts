import type { Status } from 'pidusage';
import { debug } from '../runtime/diagnostics.js';
import { inSlices } from '../runtime/slices.js';
import { errorCode } from '../runtime/system.js';
import { askTool } from './ask-tool.js';
import { canSeeOthers, readStat } from './proc.js';
import { createStatUsage, type StatUsage, type Usage } from './stat-usage.js';

export type { Usage } from './stat-usage.js';

/**
 * Usage by pid; a process that is gone or cannot be asked has no entry. Never rejects. On Linux pidusage
 * would run `getconf`, and keep one descriptor open a process for a minute; so there `/proc` is read.
 */
export async function readUsage(pids: readonly number[]): Promise<Map<number, Usage>> {
	if (pids.length === 0 || !canSeeOthers()) return new Map();
	const toUsage = process.platform === 'linux' ? createStatUsage() : undefined;
	return toUsage ? readProc(pids, toUsage) : askPidusage(pids);
}

async function readProc(pids: readonly number[], toUsage: StatUsage): Promise<Map<number, Usage>> {
	const usage = new Map<number, Usage>();
	await inSlices(pids, (pid) => {
		const stat = readStat(pid);
		if (stat) usage.set(pid, toUsage(stat));
	});
	return usage;
}

async function askPidusage(pids: readonly number[]): Promise<Map<number, Usage>> {
	const usage = new Map<number, Usage>();
	try {
		const { default: pidusage } = await import('pidusage');
		// One process that is gone fails the whole call on some systems; then each is asked alone.
		const found = await askTool(() => pidusage([...pids])).catch((error: unknown) => {
			if (errorCode(error) === 'ETIMEDOUT') throw error;
			return readEach(pids, pidusage);
		});
		for (const pid of pids) {
			const stat = found[pid];
			if (stat) usage.set(pid, convert(stat));
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
function convert({ ctime, elapsed, memory }: Status): Usage {
	const cpu = elapsed > 0 ? (ctime / elapsed) * 100 : 0;
	return { cpu, cpuTime: ctime, memory, elapsed };
}

async function readEach(pids: readonly number[], pidusage: typeof import('pidusage')) {
	const entries = await Promise.all(
		pids.map(async (pid) => {
			return [pid, await askTool(() => pidusage(pid)).catch(() => undefined)] as const;
		}),
	);
	return Object.fromEntries(entries);
}
