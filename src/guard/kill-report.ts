import type { Target } from '../detection/target.js';
import { now, round } from '../runtime/clock.js';
import { appendReport } from '../shutdown/append-report.js';
import type { Report } from '../shutdown/report.js';
import type { ShutdownNote } from './messages.js';

export interface KillReport extends Partial<ShutdownNote> {
	targets: readonly Target[];
	gracePeriod: number;
	program: string;
	argv: readonly string[] | undefined;
	stack: string | undefined;
}

/**
 * The report of a process that the guard has to kill. What its hooks did, only the main thread knew; and
 * if the shutdown has not even started, there were none.
 */
export function writeKillReport(path: string, words: KillReport): void {
	const { targets, gracePeriod, program, argv, stack } = words;
	const startedAt = words.startedAt ?? now() - gracePeriod;
	const reason = words.reason ?? {
		type: 'parent-gone',
		message: `the main thread did not answer for ${gracePeriod} ms`,
		parentPid: targets[0]?.pid,
		detectedBy: 'guard',
	};
	const report: Report = {
		time: new Date(now()).toISOString(),
		pid: process.pid,
		program,
		...(argv ? { argv } : {}),
		reason,
		startedAt: round(startedAt),
		duration: round(now() - startedAt),
		hooks: [],
		end: 'SIGKILL by the guard',
		resources: [],
		...(stack === undefined ? {} : { stuck: [stack] }),
	};
	appendReport(path, () => report);
}
