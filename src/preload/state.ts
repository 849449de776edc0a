/**
 * What a process is when the package is loaded, and the preload's look at its parent.
 *
 * All that a preloaded program runs until its parent looks different is in this one file, as every further
 * one would cost each program 0.35 ms at its start (`bench/startup.ts`). Other files know most of it by
 * `system.ts`, `environment.ts` and `detection/identity.ts`, which add what can wait.
 */
import fs = require('node:fs');

import type { OwnIdentity, ProcessStat } from '../processes/stat.js';
import type { Lifeline } from '../child/lifeline.js';
import type { Inherited } from '../environment.js';
import type { Watchdog } from '../watchdog/watchdog.js';

/**
 * What the watch takes from the process. Programs replace globals afterwards (fake timers, a mocked
 * `Date`, a `process.kill` that throws); none of that may end or keep a process.
 */
export const captured = {
	openSync: fs.openSync,
	readSync: fs.readSync,
	closeSync: fs.closeSync,
	readFileSync: fs.readFileSync,
	readdirSync: fs.readdirSync,
	readlinkSync: fs.readlinkSync,
	writeSync: fs.writeSync,
	fstatSync: fs.fstatSync,
	lstatSync: fs.lstatSync,
	setTimeout: globalThis.setTimeout,
	clearTimeout: globalThis.clearTimeout,
	setInterval: globalThis.setInterval,
	clearInterval: globalThis.clearInterval,
	setImmediate: globalThis.setImmediate,
	clearImmediate: globalThis.clearImmediate,
	queueMicrotask: globalThis.queueMicrotask,
	/** The real environment, whatever `process.env` is replaced by. */
	env: process.env,
	/** A program may redefine it, and a signal would hit somebody else. */
	pid: process.pid,
	kill: process.kill.bind(process),
	exit: process.exit.bind(process) as typeof process.exit,
	/** Undocumented, but what `process.exit()` itself ends with; it runs no 'exit' listener. */
	reallyExit: (process as unknown as { reallyExit: typeof process.exit }).reallyExit.bind(
		process,
	) as typeof process.exit,
	hrtime: process.hrtime,
	readClock: Date.now,
};
const { env, exit, kill, pid, readFileSync, readlinkSync } = captured;
const { setImmediate, setInterval, clearInterval } = captured;

/** `undefined` where the program has replaced it by a getter that throws. */
export function readPpid(): number | undefined {
	try {
		return process.ppid;
	} catch {
		return undefined;
	}
}

/** Whether there was an IPC channel that is closed by now. */
export function isDisconnected(): boolean {
	try {
		return process.connected === false;
	} catch {
		return false;
	}
}

export const isWindows = process.platform === 'win32';

/**
 * Node disables a few functions of `process` in worker threads and marks them so. Asking
 * `node:worker_threads` instead would load 27 more built-in modules in every process.
 * https://github.com/nodejs/node/blob/main/lib/internal/process/worker_thread_only.js
 */
export const isMainThread =
	(process.abort as (() => never) & { disabled?: boolean }).disabled !== true;

/** The poll period in ms where nobody says otherwise. */
export const DEFAULT_INTERVAL = 250;

/** What is recorded when the first copy of the package is loaded. */
export class State {
	/** The parent as it was then: whatever `process.ppid` says later is compared with it. */
	readonly ppid = process.ppid;
	/** What the environment said then, before our own identity is written into it. */
	readonly inherited = readInherited(env);
	/** How often the preload has looked before the watch was loaded. */
	ticks = 0;
	#withdraw: (() => void) | undefined;
	#timer: NodeJS.Timeout | undefined;
	#watchdog: Watchdog | undefined;
	#lifeline: { taken: Lifeline | undefined } | undefined;

	/** Loaded when it is first needed, by the copy of the package that was there first. */
	get watchdog(): Watchdog {
		return this.#load('load');
	}

	/**
	 * For the preload: nothing more is loaded, and what the program does to the loader, to `fs` or to
	 * `process` stays its own business, until a look at the parent finds anything out of the ordinary.
	 */
	preload(): void {
		if (this.#timer || !isMainThread || isOff(env)) return;
		if (this.#watchdog) return this.#watchdog.startPreloaded('load');
		this.announce();
		// Nothing is said on it before; the program's first line does not wait for it.
		if (this.inherited.lifeline) setImmediate(() => attempt(() => this.lifeline)).unref();
		// It is taken, and its number means nothing to our descendants.
		delete env[LIFELINE];
		this.#timer = setInterval(() => this.#onTick(), DEFAULT_INTERVAL).unref();
		if (isSpecial(env, this.inherited, this.ppid)) this.#load('load');
	}

	/** That of our supervisor; `undefined` where none is held towards us. */
	get lifeline(): Lifeline | undefined {
		this.#lifeline ??= { taken: this.#takeLifeline() };
		return this.#lifeline.taken;
	}

	#takeLifeline(): Lifeline | undefined {
		if (!this.inherited.lifeline || !isMainThread || isOff(env)) return undefined;
		const { parseLifeline } = require('../environment.js') as typeof import('../environment.js');
		const named = parseLifeline(this.inherited);
		if (!named) return undefined;
		// Ours or not: we pass none on, so to our descendants it names nothing, or something else.
		delete env[LIFELINE];
		const { takeLifeline } =
			require('../child/lifeline.js') as typeof import('../child/lifeline.js');
		const lifeline = takeLifeline(named, {
			onData: (chunk) => attempt(() => this.watchdog)?.onLifelineData(chunk),
			onEnd: () => attempt(() => this.watchdog)?.onLifelineEnd(),
		});
		// Whether the program loads more of the package or not, its supervisor knows that it hears.
		lifeline?.send(`${JSON.stringify({ type: 'hello', pid })}\n`);
		return lifeline;
	}

	/** Writes our identity into the environment, for our descendants; once. */
	announce(): void {
		this.#withdraw ??= writeOwnIdentity(env);
	}

	withdraw(): void {
		this.#withdraw?.();
		this.#withdraw = undefined;
	}

	#onTick(): void {
		this.ticks += 1;
		if (this.#isAsBefore()) return;
		try {
			this.#load('poll');
		} catch {
			// Our files cannot be loaded (no descriptor is left, `fs` is mocked, they are gone): the next tick
			// tries again. Until then nobody can have registered a hook, and there is nothing to do but end.
			if (isOrphan(this.ppid)) exit(129);
		}
	}

	/** The cheapest probes of all; whether the parent is gone is for the watch to decide. */
	#isAsBefore(): boolean {
		const { ppid, inherited, ticks } = this;
		if (!readSelf().hasProc || isDisconnected() || readPpid() !== ppid || isUnused(ppid))
			return false;
		if (ticks > 1 || !inherited.parent) return true;
		return inherited.parent === `${ppid}:${readStat(ppid)?.start}`;
	}

	#load(source: 'load' | 'poll'): Watchdog {
		this.#watchdog ??= createWatchdog(this);
		if (this.#timer) {
			// What fails here leaves the timer, and is tried again.
			this.#watchdog.startPreloaded(source);
			clearInterval(this.#timer);
			this.#timer = undefined;
		}
		return this.#watchdog;
	}
}

/** While no descriptor is left, nothing can be loaded: the program must not hear of it, and the poll goes on. */
function attempt<T>(load: () => T): T | undefined {
	try {
		return load();
	} catch {
		return undefined;
	}
}

function createWatchdog(state: State): Watchdog {
	const { Watchdog } = require('../watchdog/watchdog.js') as typeof import('../watchdog/watchdog.js');
	return new Watchdog(state);
}

/** What is certain without any more of our files: our parent is another one, and the old one is no more. */
function isOrphan(ppid: number): boolean {
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

// Who we are.

let self: OwnIdentity | undefined;
/** Whether the last file could not be read for want of a descriptor: it may be readable later. */
let lacksDescriptor = false;

/** Who we are. A `/proc` of another pid namespace names us by another pid, and is of no use. */
export function readSelf(): OwnIdentity {
	if (self) return self;
	const stat = process.platform === 'linux' ? readStat('self') : undefined;
	const hasProc = stat !== undefined && stat.pid === process.pid;
	const identity = {
		start: stat?.start ?? guessStart(),
		session: hasProc ? stat.session : undefined,
		leadsSession: stat && stat.pid === stat.session,
		hasProc,
	};
	if (stat || !lacksDescriptor) self = identity;
	return identity;
}

function guessStart(): number {
	return process.platform === 'linux' ? 0 : Math.round(Date.now() - process.uptime() * 1e3);
}

/** `undefined` where the process, `/proc` or the permission is missing, or `/proc` means other processes. */
export function readStat(pid: number | 'self'): ProcessStat | undefined {
	if (pid !== 'self' && !readSelf().hasProc) return undefined;
	lacksDescriptor = false;
	try {
		return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch (error) {
		lacksDescriptor = ['EMFILE', 'ENFILE'].includes(errorCode(error) ?? '');
		return undefined;
	}
}

/** The name in brackets may itself hold spaces and brackets: the fields start after the last one. */
export function parseStat(line: string): ProcessStat | undefined {
	const bracket = line.lastIndexOf(')');
	const fields = line.slice(bracket + 2).split(' ', 20);
	if (bracket < 0 || fields.length < 20) return undefined;
	return {
		pid: Number.parseInt(line, 10),
		state: fields[0] as string,
		ppid: Number(fields[1]),
		pgrp: Number(fields[2]),
		session: Number(fields[3]),
		flags: Number(fields[6]),
		threads: Number(fields[17]),
		start: Number(fields[19]),
	};
}

/**
 * Whether a process that we may signal is a zombie, asked without any descriptor: it has no folder any more
 * (`exit_fs` in kernel/exit.c). Nor has one that lives though its leader thread has exited.
 */
export function hasNoFolder(pid: number): boolean {
	try {
		kill(pid, 0);
		if (readlinkSync('/proc/self') !== String(captured.pid)) return false;
	} catch {
		return false;
	}
	try {
		readlinkSync(`/proc/${pid}/cwd`);
		return false;
	} catch (error) {
		return errorCode(error) === 'ENOENT';
	}
}

// What the environment says, and tells our descendants.

/** `off` disables the watch in this process and its descendants. */
export const SWITCH = 'PARENT_WATCHDOG';
/** `<pid>:<start>` of the nearest watching process, for its descendants. */
export const PARENT = 'PARENT_WATCHDOG_PARENT';
/** `<session>:<pid namespace>:<time namespace>` of that process: where its pid means something. */
const SCOPE = 'PARENT_WATCHDOG_SCOPE';
/**
 * `<descriptor>:<pid>:<start>` of the lifeline that a supervisor, that process, holds towards its child;
 * and `:<descriptor>` of the guard line, where there is one.
 */
export const LIFELINE = 'PARENT_WATCHDOG_LIFELINE';
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

export function isOff(env: NodeJS.ProcessEnv): boolean {
	const value = env[SWITCH];
	return value !== undefined && /^(off|0|false|no)$/i.test(value);
}

function readInherited(env: NodeJS.ProcessEnv): Inherited {
	return { parent: env[PARENT], scope: env[SCOPE], lifeline: env[LIFELINE] };
}

/**
 * Whether the environment sets an option that matters while the parent lives, wants the story, or names
 * a parent other than `ppid`.
 */
function isSpecial(env: NodeJS.ProcessEnv, { parent }: Inherited, ppid: number): boolean {
	if (parent && !parent.startsWith(`${ppid}:`)) return true;
	if (env.NODE_DEBUG?.includes('parent-watchdog')) return true;
	const { gracePeriod } = VARIABLES;
	return Object.values(VARIABLES).some(
		(name) => env[name] !== undefined && !(name === gracePeriod && /^\d{1,9}$/.test(env[name])),
	);
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
export function readNamespaces(): string {
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

export function errorCode(error: unknown): string | undefined {
	return (error as NodeJS.ErrnoException | undefined)?.code;
}

/**
 * One watchdog a process, also where two copies of the package are installed: the first one loaded
 * serves both. The number changes when the two could not understand each other any more.
 */
const KEY = Symbol.for('parent-watchdog@1');

export const state: State =
	((globalThis as Record<symbol, unknown>)[KEY] as State | undefined) ?? createState();

function createState(): State {
	const value = new State();
	// Not enumerable: programs look for globals that leaked.
	Object.defineProperty(globalThis, KEY, { value, configurable: true });
	return value;
}
