/** Ties the shutdown to what is watched; loaded with it. */
import type { Watch } from '../detection/watch.js';
import { setTimeout } from '../runtime/system.js';
import { readExitCode } from '../shutdown/exit-code.js';
import { NaturalEnd } from '../shutdown/natural-end.js';
import type { ShutdownReason } from '../shutdown/reason.js';
import { Shutdown } from '../shutdown/shutdown.js';
import type { ChosenSettings } from './settings.js';
import { warmUp } from './warm-up.js';

/**
 * How long a natural end waits for an open suspicion, in ms: a parent that closed the channel on
 * purpose delays the end of a child with hooks by no more than that.
 */
const NATURAL_END_HOLD = 100;

/** When the first hook is warmed up, in ms: the start of the program comes first. */
const WARM_UP_DELAY = 100;

export function createShutdown(
	settings: ChosenSettings,
	watch: Watch,
	prepare: (reason: ShutdownReason) => void,
): Shutdown {
	let isScheduled = false;
	const warmUpSoon = () => {
		if (isScheduled) return;
		isScheduled = true;
		setTimeout(() => shutdown.hasStarted || warmUp(settings), WARM_UP_DELAY).unref();
	};
	const naturalEnd = new NaturalEnd(() => onNaturalEnd(watch, shutdown));
	const shutdown = new Shutdown(settings, prepare, (hasHooks) => {
		if (hasHooks) {
			naturalEnd.listen();
			if (startPushSources(watch, shutdown)) warmUpSoon();
		} else {
			naturalEnd.stop();
			watch.stopPushSources();
		}
	});
	return shutdown;
}

/** With a hook, the parent's end is heard at once, and errors that may come of it can wait for the verdict. */
function startPushSources(watch: Watch, shutdown: Shutdown): boolean {
	const { detection } = watch;
	if (!watch.startPushSources() || !detection) return false;
	const settle = () => {
		if (!detection.suspicion) detection.suspect('epipe', false);
		detection.settle();
	};
	detection.onSuspicion = (isOpen) => shutdown.earlyErrors.setSuspicion(isOpen, settle);
	detection.onSuspicion(detection.suspicion !== undefined);
	return true;
}

/** A child that only its channel kept alive ends by itself when the parent is gone: with the true reason. */
function onNaturalEnd(watch: Watch, shutdown: Shutdown): void {
	if (shutdown.hasStarted) return;
	watch.look();
	const end = () => shutdown.begin({ type: 'exit', exitCode: readExitCode() ?? 0 });
	const { detection } = watch;
	if (detection && watch.state === 'watching') detection.hold(NATURAL_END_HOLD, end);
	else if (!shutdown.hasStarted) end();
}
