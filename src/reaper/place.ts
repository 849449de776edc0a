/** Whether this process is in the place of a reaper: then what is running here ought to be the reaper. */
import { REAPER } from '../environment.js';
import { readSelf, readStat } from '../processes/proc.js';
import { env, readPpid } from '../runtime/system.js';

/** The exit code of an application that was started where a reaper should have been. */
export const NO_REAPER_HERE = 70;

/** What our parent has named so, not what anybody has written into our environment. */
export function isInPlaceOfReaper(): boolean {
	const claim = env[REAPER];
	if (claim === undefined) return false;
	const ppid = readPpid() ?? 0;
	return readSelf().hasProc
		? claim === `${ppid}:${readStat(ppid)?.start}`
		: claim.startsWith(`${ppid}:`);
}
