import type { Lifeline } from '../child/lifeline.js';
import type { Watch } from '../detection/watch.js';
import type { Guard } from '../guard/guard.js';
import type { Settings } from '../options.js';
import { attempt } from '../runtime/attempt.js';
import { warnOfNoGuard } from '../runtime/errors.js';
import type { Shutdown } from '../shutdown/shutdown.js';

/** The guard thread of this process, while there is one. */
export class ProcessGuard {
	#guard: Guard | undefined;
	#shutdown: Shutdown | undefined;

	/** Where it cannot be, that is told. */
	start(
		settings: Settings,
		{ detection }: Watch,
		lifeline: Lifeline | undefined,
		shutdown: Shutdown,
	): void {
		const module = attempt(
			() => require('../guard/start-guard.js') as typeof import('../guard/start-guard.js'),
			warnOfNoGuard,
		);
		if (!module || !detection) return;
		this.#guard = module.startGuard(settings, detection, {
			onStuck: (stack) => shutdown.sequence.onTerminated(stack),
			ownSignals: () => shutdown.signals.own,
			lifeline,
		});
		this.#shutdown = shutdown;
		shutdown.sequence.guard = this.#guard;
	}

	stop(): void {
		this.#guard?.stop();
		this.#guard = undefined;
		if (this.#shutdown) this.#shutdown.sequence.guard = undefined;
	}

	onTick(): void {
		this.#guard?.onTick();
	}
}
