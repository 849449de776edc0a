/** What `/proc` says of each process, and what its environment claims. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readEnviron } from '../../processes/environ.js';
import { readProcTable } from '../../processes/proc-table.js';
import type { ProcessStat } from '../../processes/stat.js';
import { createStatUsage } from '../../processes/stat-usage.js';
import type { Usage } from '../../processes/usage.js';
import { type Marks, parseMarks } from './marks.js';

export interface Facts {
	stat: ProcessStat;
	marks: Marks;
	usage: Usage | undefined;
}

/** By pid; `undefined` on other systems than Linux. In turns, so that meanwhile `ps` can be started. */
export async function readFacts(): Promise<Map<number, Facts> | undefined> {
	const stats = process.platform === 'linux' ? readProcTable() : undefined;
	if (!stats) return undefined;
	const toUsage = createStatUsage();
	const facts = new Map<number, Facts>();
	for (const stat of stats) {
		if (facts.size % 32 === 0) await nextTurn();
		const environ = isKernelThread(stat) ? '' : readEnviron(stat.pid);
		facts.set(stat.pid, { stat, marks: parseMarks(environ), usage: toUsage?.(stat) });
	}
	return facts;
}

/** `PF_KTHREAD` in include/linux/sched.h. */
export function isKernelThread(stat: ProcessStat | undefined): boolean {
	return ((stat?.flags ?? 0) & 0x0020_0000) !== 0;
}
