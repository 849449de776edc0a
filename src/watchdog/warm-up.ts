import { Detection } from '../detection/detection.js';
import { Sources } from '../detection/sources.js';
import { createTarget } from '../detection/target.js';
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
	quietly(() => detect((verdict) => onGone(verdict, createShutdown(host))));
}

function detect(onGone: (verdict: Verdict) => void): void {
	const ppid = readPpid() ?? 0;
	isExiting({ pid: ppid, flags: ~0, threads: 2 });
	const detection = new Detection((verdict) => {
		onGone(verdict);
		return true;
	});
	// A target that never was.
	detection.targets = [createTarget(ppid, ppid), { ...createTarget(0, 0), replaced: true }];
	new Sources(detection, ppid, undefined, 0, () => {}).onChannelClosed();
}

function createShutdown(host: ShutdownHost): Pick<Shutdown, 'begin'> {
	const hooks = new Hooks(undefined, () => {});
	hooks.add(() => {});
	const idle = {
		onStart: () => {},
		protectOutput: () => {},
		releaseSignals: () => {},
		isHeardByProgram: () => false,
	};
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
