/** The one place that names our environment variables. */
import { readSelf } from './detection/identity.js';
import { readlinkSync } from './system.js';

/** `off` disables the watch in this process and its descendants. */
const SWITCH = 'PARENT_WATCHDOG';
/** `<pid>:<start>` of the nearest watching process, for its descendants. */
const PARENT = 'PARENT_WATCHDOG_PARENT';
/** `<session>:<pid namespace>:<time namespace>` of that process: where its pid means something. */
const SCOPE = 'PARENT_WATCHDOG_SCOPE';

/**
 * `<descriptor>:<pid>:<start>` of the lifeline that a supervisor, that process, holds towards its child;
 * and `:<descriptor>` of the guard line, where there is one.
 */
const LIFELINE = 'PARENT_WATCHDOG_LIFELINE';
/**
 * `<supervisor's pid>:<start>:<serial>` of the supervised child that a process is, or descends from; of
 * several such, with commas between them, the innermost last.
 */
export const CHILD = 'PARENT_WATCHDOG_CHILD';
/** In a reaper's environment, `<pid>:<start>` of its supervisor: so it is known, and starts no other. */
export const REAPER = 'PARENT_WATCHDOG_REAPER';

/** One for each option. */
export const VARIABLES = {
	pid: 'PARENT_WATCHDOG_PID',
	ancestors: 'PARENT_WATCHDOG_ANCESTORS',
	interval: 'PARENT_WATCHDOG_INTERVAL',
	gracePeriod: 'PARENT_WATCHDOG_GRACE_PERIOD',
	exitCode: 'PARENT_WATCHDOG_EXIT_CODE',
	stdin: 'PARENT_WATCHDOG_STDIN',
	guard: 'PARENT_WATCHDOG_GUARD',
	signals: 'PARENT_WATCHDOG_SIGNALS',
	detached: 'PARENT_WATCHDOG_DETACHED',
	report: 'PARENT_WATCHDOG_REPORT',
} as const;

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

export function isOff(env: NodeJS.ProcessEnv): boolean {
	const value = env[SWITCH];
	return value !== undefined && /^(off|0|false|no)$/i.test(value);
}

export function readInherited(env: NodeJS.ProcessEnv): Inherited {
	return { parent: env[PARENT], scope: env[SCOPE], lifeline: env[LIFELINE] };
}

/**
 * Whether the environment sets an option that matters while the parent lives, wants the story, or names
 * a parent other than `ppid`.
 */
export function isSpecial(env: NodeJS.ProcessEnv, { parent }: Inherited, ppid: number): boolean {
	if (parent && !parent.startsWith(`${ppid}:`)) return true;
	if (env.NODE_DEBUG?.includes('parent-watchdog')) return true;
	const { gracePeriod } = VARIABLES;
	return Object.values(VARIABLES).some(
		(name) => env[name] !== undefined && !(name === gracePeriod && /^\d{1,9}$/.test(env[name])),
	);
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
	/** Unlike that of any other child of this process, whichever of its supervisors has started it. */
	serial: string;
}

/** The lifeline is taken: its number means nothing to our descendants. */
export function forgetLifeline(env: NodeJS.ProcessEnv): void {
	delete env[LIFELINE];
}

/**
 * Names us as the parent, and the lifeline that we hold; returns the mark by which all that the child
 * starts is known. A child of a supervised child carries the marks of both.
 */
export function writeSupervision(
	env: NodeJS.ProcessEnv,
	{ descriptor, guardLine, serial }: SupervisionNames,
): string {
	writeOwnIdentity(env);
	const ours = env[PARENT] as string;
	const mark = `${ours}:${serial}`;
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

/** Tells descendants who we are, through shells and npm too; returns what undoes it. */
export function writeOwnIdentity(env: NodeJS.ProcessEnv): () => void {
	const { start, session } = readSelf();
	const { parent, scope } = readInherited(env);
	const ours = {
		parent: `${process.pid}:${start}`,
		scope: `${session ?? ''}:${readNamespaces()}`,
	};
	env[PARENT] = ours.parent;
	env[SCOPE] = ours.scope;
	return () => {
		restore(env, PARENT, ours.parent, parent);
		restore(env, SCOPE, ours.scope, scope);
	};
}

function restore(
	env: NodeJS.ProcessEnv,
	name: string,
	ours: string,
	before: string | undefined,
): void {
	if (env[name] !== ours) return;
	if (before === undefined) delete env[name];
	else env[name] = before;
}

/** A pid means nothing in another pid namespace, a start time nothing in another time namespace. */
function readNamespaces(): string {
	return `${readNamespace('pid')}:${readNamespace('time')}`;
}

function readNamespace(kind: string): string {
	try {
		// "pid:[4026531836]"
		return readlinkSync(`/proc/self/ns/${kind}`).slice(kind.length + 2, -1);
	} catch {
		return '';
	}
}
