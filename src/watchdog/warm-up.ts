import { Detection } from '../detection/detection.js';
import { Sources } from '../detection/sources.js';
import { createTarget } from '../detection/target.js';
import { isExiting } from '../processes/exiting.js';
import { attempt } from '../runtime/attempt.js';
import { quietly } from '../runtime/diagnostics.js';
import { readPpid } from '../runtime/system.js';
import { Sequence } from '../shutdown/sequence.js';
import { Signals } from '../shutdown/signals.js';
import type { ChosenSettings } from './settings.js';

/**
 * V8 compiles a function when it is first called, and what happens when the parent is gone happens for the
 * first time. Going through it once, with a parent that never was and a hook that does nothing, makes the time
 * from the parent's end to the first hook three times shorter (`npm run bench -- first-hook`). Nothing of it is
 * told, and nothing is left of it. Where it fails, a program has replaced what it goes through.
 */
export function warmUp(settings: ChosenSettings): void {
	attempt(() => quietly(() => loseNoParent(settings)));
}

function loseNoParent(settings: ChosenSettings): void {
	const ppid = readPpid() ?? 0;
	isExiting({ pid: ppid, flags: ~0, threads: 2 });
	const detection = new Detection((verdict) => {
		const sequence = new Sequence(settings, new Signals(() => {}), () => {});
		sequence.hooks.add(() => {});
		sequence.signal.addEventListener('abort', () => {}, { once: true });
		try {
			// Of this type, it leaves the end to others.
			sequence.begin({ ...verdict, type: 'exit' });
		} finally {
			sequence.abandon();
		}
		return true;
	});
	detection.targets = [createTarget(ppid, ppid), { ...createTarget(0, 0), replaced: true }];
	new Sources(detection, ppid, undefined, 0, () => {}).onChannelClosed();
}
