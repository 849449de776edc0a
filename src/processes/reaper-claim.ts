import { readCommandLine } from './command-line.js';
import { isSameStart } from './identity.js';
import type { Snapshot, TableRow } from './snapshot.js';

/** Its title; and before it has that, what it runs: see `reaper/start-reaper.ts`. */
const PROGRAM = /parent-watchdog reaper|PARENT_WATCHDOG_REAPER|reaper-boot\.js/;

/**
 * Whether a process is the reaper that it says to be: it leads a session of its own, runs our program, and
 * its parent is the supervisor that it names, or that one is gone.
 */
export function isReaper({ pid, ppid, session, reaperOf }: TableRow, snapshot: Snapshot): boolean {
	if (reaperOf === undefined || session !== pid) return false;
	const [, named, started] = /^([1-9]\d*):(\d+)$/.exec(reaperOf) ?? [];
	if (named === undefined) return false;
	const supervisor = snapshot.get(Number(named));
	const isThere = supervisor !== undefined && isSameStart(supervisor.start, Number(started));
	if (isThere && !supervisor.hasEnded && ppid !== supervisor.pid) return false;
	return runsReaper(readCommandLine(pid).join(' '));
}

export function runsReaper(commandLine: string): boolean {
	return PROGRAM.test(commandLine);
}
