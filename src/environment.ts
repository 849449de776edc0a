/**
 * The one place that names our environment variables. Every option has one too: `PARENT_WATCHDOG_`
 * and its name in capitals (`gracePeriod` is `PARENT_WATCHDOG_GRACE_PERIOD`).
 */
import { readSelf } from './detection/identity';
import { readlinkSync } from './system';

/** `off` disables the watch in this process and its descendants. */
const SWITCH = 'PARENT_WATCHDOG';
/** `<pid>:<start>` of the nearest watching process, for its descendants. */
const PARENT = 'PARENT_WATCHDOG_PARENT';
/** `<session>:<namespaces>` of that process: where its pid means something. */
const SCOPE = 'PARENT_WATCHDOG_SCOPE';

export interface ExpectedParent {
	pid: number;
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere; 0 where it could not be read. */
	start: number;
	/** The session of the process that wrote it, where it could be read. */
	session: number | undefined;
	/** Whether its pid is a pid of our own namespace. */
	inOurNamespace: boolean;
}

export function isOff(env: NodeJS.ProcessEnv): boolean {
	return /^(off|0|false|no)$/i.test(env[SWITCH] ?? '');
}

/** The parent that said so in the environment; `undefined` where none did, or it was ourselves. */
export function readExpectedParent(
	env: NodeJS.ProcessEnv,
	onWrong: (line: string) => void,
): ExpectedParent | undefined {
	const text = env[PARENT];
	if (!text) return undefined;
	const match = /^([1-9]\d{0,9})(?::(\d{1,15})?)?$/.exec(text);
	if (!match) {
		onWrong(`${PARENT} must be "<pid>:<start>", but is ${JSON.stringify(text)}; it is ignored`);
		return undefined;
	}
	const pid = Number(match[1]);
	if (pid === process.pid) return undefined;
	const [session, ...namespaces] = (env[SCOPE] ?? '').split(':');
	return {
		pid,
		start: Number(match[2] ?? 0),
		session: session ? Number(session) : undefined,
		inOurNamespace: namespaces.length === 0 || namespaces.join(':') === readNamespaces(),
	};
}

/** Tells descendants who we are, through shells and npm too; returns what undoes it. */
export function writeOwnIdentity(env: NodeJS.ProcessEnv): () => void {
	const self = readSelf();
	const written: Record<string, string> = {
		[PARENT]: `${process.pid}:${self.start}`,
		[SCOPE]: `${self.session ?? ''}:${readNamespaces()}`,
	};
	const before = Object.keys(written).map((name) => [name, env[name]] as const);
	Object.assign(env, written);
	return () => {
		for (const [name, value] of before) {
			if (env[name] !== written[name]) continue;
			if (value === undefined) delete env[name];
			else env[name] = value;
		}
	};
}

/** A pid means nothing in another pid namespace, a start time nothing in another time namespace. */
function readNamespaces(): string {
	return ['pid', 'time']
		.map((name) => /\d+/.exec(readLink(`/proc/self/ns/${name}`)) ?? '')
		.join(':');
}

function readLink(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return '';
	}
}
