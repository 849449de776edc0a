import util = require('node:util');

import { readOnly } from './read-only.js';
import { writeSync } from './system.js';

const log = util.debuglog('parent-watchdog');
let isQuiet = false;

/** The story of a decision on stderr, with `NODE_DEBUG=parent-watchdog`. */
export function debug(message: string, ...values: unknown[]): void {
	if (!isQuiet) log(message, ...values);
}

/** Nothing is told while `run` does its work. */
export function quietly(run: () => void): void {
	isQuiet = true;
	try {
		run();
	} finally {
		isQuiet = false;
	}
}

/** What each `diagnostics_channel` publishes: one object, on `parent-watchdog:<name>`. */
export interface DiagnosticsMessages {
	/** The watch has started, or says why it does not watch. */
	watch: { state: string; pids: readonly number[]; interval: number };
	/** A source suspects that the parent is gone; probes follow for up to `burst` ms. */
	suspicion: { source: string; time: number; burst: number };
	/** What the probes say: `gone` and `unreachable` start the shutdown, anything else lets the process go on. */
	verdict: {
		verdict: 'gone' | 'alive' | 'unknown' | 'unreachable';
		parentPid: number | undefined;
		source: string;
		suspectedAt: number;
		decidedAt: number;
	};
	/** The shutdown has started; `reason` is what hooks and the signal get. */
	shutdown: { reason: object; hooks: number; deadline: number };
	/** A hook has ended, or was left behind. `ms` is how long it took. */
	hook: {
		name: string;
		priority: number;
		outcome: 'done' | 'failed' | 'timed-out' | 'unfinished';
		ms: number;
		error: unknown;
	};
	/** Something came over a lifeline that is no message, and was ignored. `pid` is the sender's. */
	lifeline: { pid: number | undefined; problem: string };
	/** A supervisor's sign of life: the time (ms since the epoch), and what its children use. */
	heartbeat: { time: number; children: readonly object[] };
	/** A supervisor has started a child. */
	start: { name: string; pid: number | undefined };
	/** `child.ready()` has come true. */
	ready: { name: string; pid: number | undefined };
	/** A child of a supervisor has ended, or could not be started (`error`). */
	exit: {
		name: string;
		pid: number | undefined;
		code: number | null;
		signal: string | null;
		/** Whether the supervisor had asked it to end. */
		isRequested: boolean;
		error: Error | undefined;
	};
	/** A supervisor has stopped. */
	stop: { report: object };
	/** The last thing before the process ends. */
	end: { reason: object; how: string };
}

/** Publishes to whoever subscribed. */
export function publish<Name extends keyof DiagnosticsMessages>(
	name: Name,
	message: DiagnosticsMessages[Name],
): void {
	// First of all: the program may see that a module is asked for.
	if (isQuiet) return;
	const channel = `parent-watchdog:${name}`;
	const diagnostics = findDiagnostics();
	if (!diagnostics?.hasSubscribers(channel)) return;
	diagnostics.channel(channel).publish(readOnly(message));
}

let found: typeof import('node:diagnostics_channel') | undefined;

/** Nobody can have subscribed before the module was loaded, so it is not loaded just to find out. */
function findDiagnostics(): typeof found {
	if (found) return found;
	const loaded = (process as { moduleLoadList?: string[] }).moduleLoadList;
	// Bun and Deno have an empty list.
	if (loaded?.length && !loaded.includes('NativeModule diagnostics_channel')) return undefined;
	found = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');
	return found;
}

/** One line on stderr, for whoever set the environment; never a reason to fail. */
export function warnOnStderr(line: string): void {
	try {
		writeSync(2, `parent-watchdog: ${line}\n`);
	} catch {
		// stderr is closed, or nobody reads it.
	}
}
