import type { Target } from '../detection/target.js';
import { appendReport, type Report } from '../shutdown/report.js';
import { now } from '../system.js';

/** The report of a process that the guard has to kill: what its hooks did, only the main thread knew. */
export function writeLastWords(
	path: string,
	targets: readonly Target[],
	gracePeriod: number,
	stack: string | undefined,
): void {
	const parentPid = targets[0]?.pid;
	const report: Report = {
		time: new Date(now()).toISOString(),
		pid: process.pid,
		argv: process.argv,
		reason: {
			type: 'parent-gone',
			message: `the main thread did not end within ${gracePeriod} ms`,
			parentPid,
			detectedBy: 'guard',
		},
		startedAt: now() - gracePeriod,
		duration: gracePeriod,
		hooks: [],
		end: 'SIGKILL by the guard',
		...(stack === undefined ? {} : { stuck: [stack] }),
	};
	appendReport(path, report);
}
