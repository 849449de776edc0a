import { basename } from 'node:path';
import { readSelf, readStat } from '../processes/proc.js';
import { debug } from '../runtime/diagnostics.js';
import { readFileSync, readlinkSync } from '../runtime/system.js';

const RUNTIMES = /^(node|nodejs|iojs|bun|deno|electron)\b/i;

/**
 * Whether `ppid` only adopted us. A parent that died before we were loaded left us to pid 1 or to a
 * subreaper, and nothing but the closed channel tells. A living parent that closed the channel on
 * purpose shares our session (unless we lead one) and is a JavaScript runtime, as we are, or it is a
 * shell or the like through which the channel has passed; where none of that tells, it was not the one
 * that forked us. Where nothing at all can be known of it, only pid 1 is taken for an adopter.
 */
export function isAdopter(ppid: number): boolean {
	const { hasProc, session } = readSelf();
	if (!hasProc) return ppid === 1;
	const stat = readStat(ppid);
	const isLeader = session === process.pid;
	const sameSession = isLeader || stat === undefined ? undefined : stat.session === session;
	const program = readProgram(ppid);
	// Hidden from us, as another user's process may be (hidepid): then it counts as the one that forked us.
	if (stat === undefined && program === undefined) return ppid === 1;
	const forkedUs =
		passedChannelOn(ppid) || (sameSession !== false && program !== undefined && isRuntime(program));
	debug(
		'pid %d: %s session, program %s; it %s',
		ppid,
		sameSession === undefined ? 'unknown' : sameSession ? 'our' : 'another',
		program ?? 'unknown',
		forkedUs ? 'is our parent' : 'adopted us',
	);
	return !forkedUs;
}

function isRuntime(program: string): boolean {
	return program === process.execPath || RUNTIMES.test(basename(program));
}

/** Node tells the descriptor of the channel in the environment: of the shell, where that is in between. */
function passedChannelOn(pid: number): boolean {
	try {
		const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
		return variables.some((variable) => variable.startsWith('NODE_CHANNEL_FD='));
	} catch {
		return false;
	}
}

/** The executable, or where we may not read that, the first word of the command line. */
function readProgram(pid: number): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
	} catch {}
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')[0] || undefined;
	} catch {
		return undefined;
	}
}
