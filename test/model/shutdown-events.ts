/** What happens in a process until it is gone, and how exact the times of that are. */
import type { ReasonType } from 'parent-watchdog';

export type Happening =
	| { what: 'added'; hook: number; priority: number; timeout: number | undefined }
	| { what: 'removed'; hook: number; wasThere: boolean }
	/** Somebody wants the process to end. */
	| { what: 'asked'; reason: 'shutdown' | 'parent-gone' }
	| { what: 'asked'; reason: 'exit'; code: number }
	| { what: 'sent' | 'heard'; signal: string }
	| { what: 'aborted'; reason: ReasonType }
	| { what: 'began'; hook: number; reason: ReasonType }
	| { what: 'ended'; hook: number; fails: boolean }
	/** What the diagnostics tell of a hook. */
	| { what: 'result'; hook: number; outcome: string }
	/** `exit 0` or a signal. */
	| { what: 'gone'; how: string };

/** When it happened, in ms. */
export type Event = Happening & { at: number };

export interface Limits {
	gracePeriod: number;
	/** How much earlier or later than due something may happen, in ms. */
	early: number;
	late: number;
	/** Whether a signal is heard before the event loop runs empty: Node does not take care of that. */
	hearsAll: boolean;
}
