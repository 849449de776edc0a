import { ParentWatchdogError } from '../runtime/errors.js';
import type { SettableStopEvent, StopEvent } from './stop-event.js';

/** The stop event as a child has it: the supervisor sets it, and the child only looks. */
export class ChildStopEvent implements StopEvent {
	constructor(private readonly event: SettableStopEvent) {}

	get isSet(): boolean {
		return this.event.isSet;
	}

	get signal(): AbortSignal {
		return this.event.signal;
	}

	wait(timeoutMs?: number): Promise<boolean> {
		return this.event.wait(timeoutMs);
	}

	/** Not part of the type, but what a supervisor's event has. @throws always */
	set(): never {
		throw new ParentWatchdogError(
			'ERR_PARENT_WATCHDOG_READ_ONLY',
			'stopEvent.set(): only the supervisor sets the stop event, by supervisor.stopEvent.set(); to end this process alone, call shutdown()',
		);
	}
}
