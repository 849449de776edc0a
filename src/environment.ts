/** Our environment variables, but for what the preload itself needs of them. */
import { LIFELINE, PARENT, readNamespaces, SWITCH, writeOwnIdentity } from './preload/state.js';
import { readMoment } from './runtime/system.js';

export { isOff, VARIABLES, writeOwnIdentity } from './preload/state.js';

/**
 * `<supervisor's pid>:<start>:<moment>` of the supervised child that a process is, or descends from; of
 * several such, with commas between them, the innermost last.
 */
export const CHILD = 'PARENT_WATCHDOG_CHILD';
/** In a reaper's environment, `<pid>:<start>` of its supervisor: so it is known, and starts no other. */
export const REAPER = 'PARENT_WATCHDOG_REAPER';

/** What the environment says about a parent, as it was before we wrote our own identity into it. */
export interface Inherited {
	parent: string | undefined;
	scope: string | undefined;
	lifeline: string | undefined;
}

/** A lifeline as the environment names it. */
export interface NamedLifeline extends NamedPipe {
	/** The descriptor of the guard line. */
	guardLine: number | undefined;
}

/** A pipe between a supervisor and its child, by its number in the child. */
export interface NamedPipe {
	descriptor: number;
	supervisor: ExpectedParent;
}

export interface ExpectedParent {
	pid: number;
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere; 0 where it could not be read. */
	start: number;
	/** The session of the process that wrote it, where it could be read. */
	session: number | undefined;
	/** Whether its pid is a pid of our own namespace. */
	inOurNamespace: boolean;
}

/** Whether we are the child of a supervisor, or descend from one. */
export function isSupervised(env: NodeJS.ProcessEnv): boolean {
	return Boolean(env[CHILD]);
}

/** The parent that said so in the environment; `undefined` where none did, or it was ourselves. */
export function parseInherited(
	{ parent, scope = '' }: Inherited,
	onWrong: (line: string) => void,
): ExpectedParent | undefined {
	if (!parent) return undefined;
	const match = /^([1-9]\d{0,9})(?::(\d{1,15})?)?$/.exec(parent);
	if (!match) {
		onWrong(`${PARENT} must be "<pid>:<start>", but is ${JSON.stringify(parent)}; it is ignored`);
		return undefined;
	}
	const pid = Number(match[1]);
	if (pid === process.pid) return undefined;
	return { pid, start: Number(match[2] ?? 0), ...parseScope(scope) };
}

/** `undefined` where none is named; what is wrong cannot be ours, and is told nobody. */
export function parseLifeline({ lifeline, scope = '' }: Inherited): NamedLifeline | undefined {
	const match = /^(\d{1,6}):([1-9]\d{0,9}):(\d{1,15})(?::(\d{1,6}))?$/.exec(lifeline ?? '');
	if (!match) return undefined;
	const supervisor = { pid: Number(match[2]), start: Number(match[3]), ...parseScope(scope) };
	const guardLine = match[4] === undefined ? undefined : Number(match[4]);
	return { descriptor: Number(match[1]), supervisor, guardLine };
}

interface SupervisionNames {
	descriptor: number;
	guardLine: number | undefined;
}

/**
 * Names us as the parent, and the lifeline that we hold; returns the mark by which all that the child
 * starts is known. A child of a supervised child carries the marks of both. A process may have many
 * supervisors, in other threads and of other copies of this package, and no two children of theirs may
 * have the same mark: what they share is the clock.
 */
export function writeSupervision(
	env: NodeJS.ProcessEnv,
	{ descriptor, guardLine }: SupervisionNames,
): string {
	writeOwnIdentity(env);
	const ours = env[PARENT] as string;
	const mark = `${ours}:${readMoment()}`;
	env[LIFELINE] = `${descriptor}:${ours}${guardLine === undefined ? '' : `:${guardLine}`}`;
	env[CHILD] = env[CHILD] ? `${env[CHILD]},${mark}` : mark;
	return mark;
}

function parseScope(scope: string): Pick<ExpectedParent, 'session' | 'inOurNamespace'> {
	const [session, ...namespaces] = scope.split(':');
	return {
		session: session ? Number(session) : undefined,
		inOurNamespace: namespaces.length === 0 || namespaces.join(':') === readNamespaces(),
	};
}

/** For a message: what the environment expects, and how to get rid of it. */
export function describeExpected({ pid }: ExpectedParent): string {
	return `the parent ${pid} that ${PARENT} names (${SWITCH}=off disables the watch)`;
}
