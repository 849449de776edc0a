/** The preload's cheap looks at the parent. Whether it is gone is for the watch to decide. */
import { type Inherited, isNamedLikeOption, VARIABLES } from '../environment.js';
import { hasNoFolder, readSelf, readStat } from '../processes/proc.js';
import { errorCode, isDisconnected, isWindows, kill, readPpid } from '../runtime/system.js';

/**
 * Whether the environment sets an option that matters while the parent lives, wants a log, holds a
 * misspelt variable, or names a parent other than `ppid`: then the watch is needed from the start.
 */
export function needsWatch(env: NodeJS.ProcessEnv, { parent }: Inherited, ppid: number): boolean {
	if (parent && !parent.startsWith(`${ppid}:`)) return true;
	if (env.NODE_DEBUG?.includes('parent-watchdog')) return true;
	// A loop, because each further function costs the start of every process 0.05 ms.
	for (const name of Object.keys(env)) {
		if (name.startsWith('PARENT_WATCHDOG_') && matters(name, env[name] ?? '')) return true;
	}
	return false;
}

function matters(name: string, value: string): boolean {
	return isNamedLikeOption(name) && !(name === VARIABLES.gracePeriod && /^\d{1,9}$/.test(value));
}

/** Whether the parent looks as it did at the start; `isFirst` looks at its start time as well. */
export function looksUnchanged(ppid: number, { parent }: Inherited, isFirst: boolean): boolean {
	if (!readSelf().hasProc || isDisconnected() || readPpid() !== ppid || isUnused(ppid)) {
		return false;
	}
	if (!isFirst || !parent) return true;
	return parent === `${ppid}:${readStat(ppid)?.start}`;
}

/** What is certain without any more of our files: our parent is another one, and the old one is no more. */
export function isOrphan(ppid: number): boolean {
	if (isWindows || readPpid() === ppid || readSelf().leadsSession) return false;
	return isUnused(ppid) || hasNoFolder(ppid);
}

/** Whether no process has that pid; 0 is none, but a parent outside our pid namespace. */
function isUnused(pid: number): boolean {
	if (pid === 0) return false;
	try {
		kill(pid, 0);
		return false;
	} catch (error) {
		return errorCode(error) === 'ESRCH';
	}
}
