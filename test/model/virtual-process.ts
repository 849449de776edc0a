/**
 * The shutdown in a process that never really ends: time is virtual, and so is the very last call that
 * ends a process. All else is Node's own: `process.exit()`, its 'exit' event, signal listeners.
 */
import async_hooks = require('node:async_hooks');

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { HookResult } from 'parent-watchdog';
import type { Event, Happening } from './shutdown-events.js';
import { Player, type Script } from './shutdown-player.js';
import { replace, VirtualTime } from './virtual-time.js';

const time = new VirtualTime();
/** What is still to run when it is gone would not run in a real process, and must not end this one. */
let isGone = true;
let end = (_how: string) => {};
let hear = (_signal: string) => {};
const { exit } = process;
const reallyExit = (code?: number | string | null) => end(`exit ${code ?? 0}`);
const replaced = {
	exit: (...code: [number?]) => isGone || exit.apply(process, code),
	reallyExit,
	kill: (_pid: number, signal: string) => sendSignal(signal),
};
const { Shutdown } = time.load<typeof import('../../src/shutdown/shutdown.js')>(
	'shutdown/shutdown',
	replaced,
);
const { NaturalEnd } =
	time.load<typeof import('../../src/shutdown/natural-end.js')>('shutdown/natural-end');
const { defaultSettings } = time.load<typeof import('../../src/options.js')>('options');

/** Where nobody listens the default action ends the process; else it is told in a turn of its own. */
function sendSignal(signal: string): true {
	if (process.listenerCount(signal) === 0) end(signal);
	else time.setImmediate(() => hear(signal));
	return true;
}

/** Plays a script to the end of the process; returns all that has happened. */
export async function playVirtually(script: Script, gracePeriod: number): Promise<Event[]> {
	const log: Event[] = [];
	isGone = false;
	const note = (happening: Happening) => {
		if (!isGone) log.push({ at: time.now, ...happening });
	};
	end = (how) => {
		note({ what: 'gone', how });
		isGone = true;
		// While it exits, Node takes no ticks, from nobody.
		Object.assign(process, { _exiting: false });
	};
	hear = (signal) => {
		if (isGone || process.listenerCount(signal) === 0) return;
		note({ what: 'heard', signal });
		process.emit(signal as 'SIGTERM', signal as 'SIGTERM');
	};
	const onResult = (message: unknown) => {
		const { name, outcome } = message as HookResult;
		note({ what: 'result', hook: Number(name), outcome });
	};
	const restore = becomeNew();
	subscribe('parent-watchdog:hook', onResult);
	try {
		const shutdown = new Shutdown(
			{ current: { ...defaultSettings(false), gracePeriod } },
			() => {},
			(hasHooks) => {
				if (hasHooks) naturalEnd.listen();
				else naturalEnd.stop();
			},
		);
		const naturalEnd = new NaturalEnd(() => {
			if (!shutdown.hasStarted) shutdown.begin({ type: 'exit', exitCode: 0 });
		});
		shutdown.signal.addEventListener('abort', () => {
			note({ what: 'aborted', reason: shutdown.signal.reason.type });
		});
		const player = new Player({
			note: (happening) => goNoFurther(() => note(happening)),
			addHook: (hook, options) => shutdown.addHook(hook, options),
			shutdown: () => shutdown.begin({ type: 'shutdown' }),
			loseParent: () => shutdown.begin({ type: 'parent-gone', exitCode: 129 }),
			exit: (code) => goNoFurther(() => process.exit(code)),
			signal: (name) => goNoFurther(() => sendSignal(name)),
			setTimeout: time.setTimeout,
		});
		time.setImmediate(() => player.play(script));
		while (!isGone) await goOn();
	} finally {
		unsubscribe('parent-watchdog:hook', onResult);
		restore();
	}
	return log;
}

/** What comes after the end of the process never comes. */
function goNoFurther(run: () => unknown): void {
	if (!isGone) run();
	if (isGone) throw new Error('the process is gone');
}

/** Whatever comes next; at last, as in Node, 'beforeExit' and 'exit'. */
async function goOn(): Promise<void> {
	if (time.isBusy) {
		try {
			time.next(Infinity)?.();
		} catch (error) {
			if (!isGone) throw error;
		}
		return settle(1);
	}
	const restore = replace(async_hooks, { executionAsyncId: () => 0 });
	process.emit('beforeExit', 0);
	restore();
	await settle(30);
	if (isGone || time.isBusy) return;
	Object.assign(process, { _exiting: true });
	process.emit('exit', 0);
	end(`exit ${process.exitCode ?? 0}`);
}

/** Lets so many rounds of ticks and microtasks pass. */
async function settle(rounds: number): Promise<void> {
	for (let round = 0; round < rounds && !isGone; round++)
		await new Promise<void>((resolve) => process.nextTick(resolve));
}

const EVENTS = ['exit', 'beforeExit', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** As if it had just started, and without what others have to do with its end; returns what undoes it. */
function becomeNew(): () => void {
	time.clear();
	const emitter: NodeJS.EventEmitter = process;
	const before = EVENTS.map((event) => [event, emitter.rawListeners(event)] as const);
	const restores = [
		replace(process, { reallyExit, _exiting: false, exitCode: undefined }),
		replace(process.stderr, { write: () => true }),
	];
	for (const event of EVENTS) emitter.removeAllListeners(event);
	return () => {
		for (const restore of restores) restore();
		for (const [event, listeners] of before) {
			emitter.removeAllListeners(event);
			for (const listener of listeners) emitter.on(event, listener as () => void);
		}
	};
}
