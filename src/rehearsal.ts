import type { Target } from './detection/target.js';
import { Detection, type Verdict } from './detection/watch.js';
import { quietly } from './diagnostics.js';
import { Hooks } from './shutdown/hooks.js';
import { ShutdownReason } from './shutdown/reason.js';

/**
 * V8 compiles a function when it is first called, and what happens when the parent is gone happens for
 * the first time. Going through it once, for a target that never was, takes a millisecond off the time
 * from the parent's end to the first hook. Nothing of it is told, and nothing is left of it after the
 * microtasks of this turn.
 */
export function rehearse(): void {
	void quietly(async () => {
		const verdict = detect();
		if (verdict) await shutDown(verdict);
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
	const gone: Partial<Target> = { pid: 0, direct: false, replaced: true };
	detection.targets = [gone as Target];
	detection.suspect('ipc', true);
	return verdict;
}

async function shutDown(verdict: Verdict): Promise<void> {
	const reason = new ShutdownReason({ type: 'parent-gone', exitCode: 0, ...verdict }, 0, 0);
	const controller = new AbortController();
	controller.signal.addEventListener('abort', () => {}, { once: true });
	controller.abort(reason);
	const hooks = new Hooks();
	hooks.add(() => {});
	await hooks.run(0, reason);
}
