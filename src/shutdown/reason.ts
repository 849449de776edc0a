import type { ParentEnd, Source } from '../protocol/verdict.js';
import type { ParentWatchdogError } from '../runtime/errors.js';

/** What started the shutdown; the first reason wins. */
export type ReasonType = ParentEnd | 'stop' | 'interrupt' | 'signal' | 'shutdown' | 'exit';

/**
 * Why the process ends: what hooks are called with, and the `reason` of `shutdownSignal`. An `AbortError` that
 * cannot be changed. Its `type` tells which fields it has.
 */
export type ShutdownReason =
	| ParentGoneReason
	| ParentUnreachableReason
	| SignalReason
	| AskedReason
	| ShutdownCallReason
	| ExitReason;

/** What every reason has; a field that is not known for its type is undefined. */
interface AnyReason extends ParentWatchdogError {
	/** What started the shutdown. */
	readonly type: ReasonType;
	/** The pid of the watched process that is gone. */
	readonly parentPid?: number | undefined;
	/** The source that noticed it. */
	readonly detectedBy?: Source | undefined;
	/** When the suspicion arose, in ms since the epoch. */
	readonly suspectedAt?: number | undefined;
	/** When it was decided, in ms since the epoch. */
	readonly decidedAt?: number | undefined;
	/** Which signal. */
	readonly signal?: NodeJS.Signals | undefined;
	/** The exit code to come, as far as it is known. */
	readonly exitCode?: number | undefined;
	/** What was given to `shutdown()`, or the uncaught exception that ends the process. */
	readonly cause?: unknown;
	/** When the shutdown started, in ms since the epoch. */
	readonly startedAt: number;
	/** When it ends by force, in ms since the epoch. */
	readonly deadline: number;
}

/** A watched process is gone, or has given up the lease that was watched. */
export interface ParentGoneReason extends WithVerdict {
	readonly type: 'parent-gone';
}

/** The engine of a lease was out of reach for too long. */
export interface ParentUnreachableReason extends WithVerdict {
	readonly type: 'parent-unreachable';
	readonly parentPid?: undefined;
}

/** A signal has arrived that runs the hooks. */
export interface SignalReason extends WithoutVerdict {
	readonly type: 'signal';
	/** Which one. */
	readonly signal: NodeJS.Signals;
	readonly exitCode?: undefined;
}

/** A supervisor has asked, where signals cannot be handled. */
export interface AskedReason extends WithoutVerdict {
	readonly type: 'stop' | 'interrupt';
	/** The exit code to come. */
	readonly exitCode: number;
	readonly signal?: undefined;
}

/** `shutdown()` was called; `cause` is what it was given. */
export interface ShutdownCallReason extends WithoutVerdict {
	readonly type: 'shutdown';
	readonly signal?: undefined;
	readonly exitCode?: undefined;
}

/** `process.exit()`, a natural end, or with the option `uncaught` an exception: then that is the `cause`. */
export interface ExitReason extends WithoutVerdict {
	readonly type: 'exit';
	readonly signal?: undefined;
}

interface WithVerdict extends AnyReason {
	readonly detectedBy: Source;
	readonly suspectedAt: number;
	readonly decidedAt: number;
	readonly exitCode: number;
	readonly signal?: undefined;
}

interface WithoutVerdict extends AnyReason {
	readonly parentPid?: undefined;
	readonly detectedBy?: undefined;
	readonly suspectedAt?: undefined;
	readonly decidedAt?: undefined;
}

/** Whether nobody waits for this process any more, nor reads what it says. */
export function isWithoutParent({ type }: ShutdownReason): boolean {
	return type === 'parent-gone' || type === 'parent-unreachable';
}
