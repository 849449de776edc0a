import { now, round } from '../runtime/clock.js';
import { debug, publish } from '../runtime/diagnostics.js';
import type { Finish } from './call-hook.js';
import type { Entry, HookResult } from './hook.js';

/** What became of the hooks that have begun. */
export class HookResults {
	readonly list: HookResult[] = [];
	readonly #open = new Set<Finish>();

	/** The result is there from the start, as unfinished, so that a report at the deadline tells it. */
	open({ name, priority }: Entry): Finish {
		const start = now();
		const result: HookResult = { name, priority, outcome: 'unfinished', ms: 0, error: undefined };
		this.list.push(result);
		const finish: Finish = (outcome, error) => {
			if (!this.#open.delete(finish)) return;
			Object.assign(result, { outcome, error, ms: round(now() - start) });
			debug('hook %s: %s after %s ms', name, outcome, result.ms.toFixed(1), error ?? '');
			publish('hook', { ...result });
		};
		this.#open.add(finish);
		return finish;
	}

	/** Closes those of hooks that will not be waited for any more. */
	close(): void {
		for (const finish of this.#open) finish('unfinished');
	}
}
