import { Watch } from '../detection/watch.js';
import { isExiting } from '../processes/exiting.js';
import type { Verdict } from '../protocol/verdict.js';
import { quietly } from '../runtime/diagnostics.js';
import { readPpid } from '../runtime/system.js';
import { Hooks } from '../shutdown/hooks.js';
import { Sequence } from '../shutdown/sequence.js';
import type { Shutdown, ShutdownHost } from '../shutdown/shutdown.js';

/** What is called when the parent is gone; the shutdown is the one to begin. */
type OnGone = (verdict: Verdict, shutdown: Pick<Shutdown, 'begin'>) => void;

/**
 * V8 compiles a function when it is first called, and what happens when the parent is gone happens for
 * the first time. Going through it once, with our parent and a target that never was, takes more than a
 * millisecond off the time from the parent's end to the first hook. Nothing of it is told, and nothing is
 * left of it after the microtasks of this turn.
 */
export function warmUp(host: ShutdownHost, onGone: OnGone): void {
	quietly(() => detect(host, (verdict) => onGone(verdict, createShutdown(host))));
}

function detect(host: ShutdownHost, onGone: (verdict: Verdict) => void): void {
	const ppid = readPpid() ?? 0;
	isExiting({ pid: ppid, flags: ~0, threads: 2 });
	new Watch(ppid).warmUp({
		state: { ppid, ticks: 0, announce: () => {}, withdraw: () => {} },
		// Who leads a session is not asked for.
		settings: { ...host.settings(), detached: true },
		expected: undefined,
		onGone,
		startCompanion: () => () => {},
		isShuttingDown: () => false,
	});
}

function createShutdown(host: ShutdownHost): Pick<Shutdown, 'begin'> {
	const hooks = new Hooks(undefined, () => {});
	hooks.add(() => {});
	const idle = { onStart: () => {}, releaseSignals: () => {}, isHeardByProgram: () => false };
	const sequence = new Sequence({ ...host, ...idle, guard: () => void host.guard() }, hooks);
	sequence.signal.addEventListener('abort', () => {}, { once: true });
	return {
		begin: (details) => {
			// Of this type, it leaves the end to others.
			const never = sequence.begin({ ...details, type: 'exit' });
			sequence.forget();
			return never;
		},
	};
}
