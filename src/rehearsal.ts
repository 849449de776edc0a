import { isEnding } from './detection/ending.js';
import type { Verdict } from './detection/suspicion.js';
import { createTarget } from './detection/target.js';
import { Detection } from './detection/watch.js';
import { quietly } from './diagnostics.js';
import { Hooks } from './shutdown/hooks.js';
import { Sequence, type SequenceHost } from './shutdown/sequence.js';
import { readPpid } from './system.js';

/**
 * V8 compiles a function when it is first called, and what happens when the parent is gone happens for
 * the first time. Going through it once, with our parent and a target that never was, takes more than a
 * millisecond off the time from the parent's end to the first hook. Nothing of it is told, and nothing is
 * left of it after the microtasks of this turn.
 */
export function rehearse(host: Omit<SequenceHost, 'releaseSignals' | 'isHeardByProgram'>): void {
	quietly(() => {
		const verdict = detect();
		if (verdict) shutDown(host, verdict);
	});
}

function detect(): Verdict | undefined {
	let verdict: Verdict | undefined;
	const detection = new Detection(
		() => false,
		(gone) => {
			verdict = gone;
			return true;
		},
	);
	const ppid = readPpid() ?? 0;
	isEnding({ pid: ppid, flags: ~0, threads: 2 });
	detection.targets = [createTarget(ppid, ppid), { ...createTarget(0, 0), replaced: true }];
	detection.suspect('ipc', true);
	return verdict;
}

function shutDown(host: Parameters<typeof rehearse>[0], verdict: Verdict): void {
	const hooks = new Hooks(undefined, () => {});
	hooks.add(() => {});
	const idle = { releaseSignals: () => {}, isHeardByProgram: () => false };
	const sequence = new Sequence({ ...host, ...idle, guard: () => void host.guard() }, hooks);
	sequence.signal.addEventListener('abort', () => {}, { once: true });
	// Of this type, it leaves the end to others.
	void sequence.begin({ type: 'exit', exitCode: 0, ...verdict });
	sequence.forget();
}
