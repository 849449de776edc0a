import type { Verdict } from '../protocol/verdict.js';
import { describe, ParentWatchdogError } from '../runtime/errors.js';
import type { ReasonType, ShutdownReason } from './reason.js';

export interface ReasonDetails extends Partial<Omit<Verdict, 'type'>> {
	type: ReasonType;
	signal?: NodeJS.Signals | undefined;
	exitCode?: number | undefined;
	cause?: unknown;
}

/** As its type says, which nobody checks: a signal comes with its name, a parent that is gone with the verdict. */
export function createReason(
	details: ReasonDetails,
	startedAt: number,
	gracePeriod: number,
): ShutdownReason {
	return new Reason(details, startedAt, gracePeriod) as unknown as ShutdownReason;
}

/**
 * It is an `AbortError`, so that what is aborted by the signal rejects with a proper error. Its fields cannot
 * be changed, but others may add theirs: undici, for one, gives it a stack of its own.
 */
class Reason extends ParentWatchdogError {
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
Object.defineProperty(Reason.prototype, 'name', { value: 'AbortError' });

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

function messageIn(cause: unknown): string {
	if (cause instanceof Error) return cause.message;
	return typeof cause === 'string' ? cause : describe(cause);
}
