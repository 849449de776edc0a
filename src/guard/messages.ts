import type { Target } from '../detection/target.js';
import type { Report } from '../shutdown/report.js';
import type { SharedMemory } from './shared-memory.js';

/** What the guard thread is started with. */
export interface GuardData {
	memory: SharedMemory;
	targets: Pick<Target, 'pid' | 'start' | 'direct'>[];
	interval: number | undefined;
	gracePeriod: number;
	report: string;
	/** What only the main thread knows for the report: its clock, and the arguments of the program. */
	origin: number;
	program: string;
	/** With the option `reportArgv` only. */
	argv: readonly string[] | undefined;
	/** Begins the URL of each file of ours and no other; undefined in a bundle of the user's. */
	folder: string | undefined;
	/** The descriptor of the guard line, where there is one. */
	line: number | undefined;
	/** Not 0 once the lease has ended, where a thread watches one. */
	leaseEnded: Int32Array | undefined;
}

/** What the guard tells the main thread. */
export type GuardMessage =
	/** The parent is gone: probe for yourself. */
	| { type: 'gone' }
	/** Answer, if your event loop is alive. */
	| { type: 'ping' }
	/** JavaScript that was stuck has been terminated; this is where it was. */
	| { type: 'stuck'; stack: string };

/** What the main thread notes when the shutdown starts, for a report that only the guard can write. */
export interface ShutdownNote {
	reason: Report['reason'];
	/** In ms since the epoch. */
	startedAt: number;
}
