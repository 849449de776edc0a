import type { ParentEnd, Verdict } from '../protocol/verdict.js';
import { describe, ParentWatchdogError } from '../runtime/errors.js';

/** What started the shutdown; the first reason wins. */
export type ReasonType = ParentEnd | 'stop' | 'interrupt' | 'signal' | 'shutdown' | 'exit';

export interface ReasonDetails extends Partial<Omit<Verdict, 'type'>> {
	type: ReasonType;
	/** With `signal`: which one. */
	signal?: NodeJS.Signals | undefined;
	/** With `exit`: the exit code, as far as it is known. With `parent-gone`: the one to come. */
	exitCode?: number | undefined;
	/** With `shutdown`: what was given to `shutdown()`. With `exit`: the uncaught exception that ends the process. */
	cause?: unknown;
}

/**
 * Why the process ends: what hooks are called with, and the `reason` of `shutdownSignal`. It is an
 * `AbortError`, so that what is aborted by the signal rejects with a proper error. Its fields cannot be
 * changed, but others may add theirs: undici, for one, gives it a stack of its own.
 */
export class ShutdownReason extends ParentWatchdogError {
	declare readonly type: ReasonType;
	/** The pid of the watched process that is gone. With `parent-gone` only. */
	declare readonly parentPid?: number;
	/** The source that noticed it. With `parent-gone` and `parent-unreachable` only. */
	declare readonly detectedBy?: Verdict['detectedBy'];
	declare readonly signal?: NodeJS.Signals;
	declare readonly exitCode?: number;
	/** When the suspicion arose and when it was decided, in ms since the epoch. Without a parent only. */
	declare readonly suspectedAt?: number;
	declare readonly decidedAt?: number;
	/** When the shutdown started, and when it ends by force, in ms since the epoch. */
	declare readonly startedAt: number;
	declare readonly deadline: number;

	constructor({ cause, ...details }: ReasonDetails, startedAt: number, gracePeriod: number) {
		const options = cause === undefined ? undefined : { cause };
		super('ERR_PARENT_WATCHDOG_SHUTDOWN', messageOf(details, cause), options);
		const { code } = this;
		const fields = { code, ...details, startedAt, deadline: startedAt + gracePeriod };
		for (const [name, value] of Object.entries(fields)) {
			if (value !== undefined) Object.defineProperty(this, name, { value, ...READ_ONLY });
		}
	}
}
Object.defineProperty(ShutdownReason.prototype, 'name', { value: 'AbortError' });

const READ_ONLY = { enumerable: true, writable: false, configurable: false };

function messageOf(details: ReasonDetails, cause: unknown): string {
	switch (details.type) {
		case 'parent-gone':
			return `the parent (${nameOf(details)}) is gone, detected by ${details.detectedBy}`;
		case 'parent-unreachable':
			return 'the engine of the lease was out of reach for too long';
		case 'signal':
			return `received ${details.signal}`;
		case 'exit':
			return `the process exits${details.exitCode === undefined ? '' : ` with code ${details.exitCode}`}`;
		case 'shutdown':
			return `shutdown() was called${cause === undefined ? '' : `: ${messageIn(cause)}`}`;
		default:
			return `asked to ${details.type}`;
	}
}

function nameOf({ detectedBy, parentPid }: ReasonDetails): string {
	return detectedBy === 'lease' ? 'the holder of the lease' : `pid ${parentPid}`;
}

/** Whether nobody waits for this process any more, nor reads what it says. */
export function isWithoutParent({ type }: ShutdownReason): boolean {
	return type === 'parent-gone' || type === 'parent-unreachable';
}

function messageIn(cause: unknown): string {
	if (cause instanceof Error) return cause.message;
	return typeof cause === 'string' ? cause : describe(cause);
}
