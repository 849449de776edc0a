/** What a client's errors say, without what they may carry: addresses with passwords, commands with arguments. */
import { type ErrorCode, ParentWatchdogError, withoutCredentials } from '../runtime/errors.js';
import { errorCode } from '../runtime/system.js';

/** The client's error is not the cause of ours: ioredis keeps the arguments of AUTH in its own. */
export function leaseError(code: ErrorCode, message: string, failure?: unknown): Error {
	const detail = failure === undefined ? '' : `: ${describeFailure(failure)}`;
	return new ParentWatchdogError(code, `${message}${detail}`);
}

export function unreachable(engine: string, failure: unknown): Error {
	const message = `the lease engine ${engine} is out of reach; check its address, and that the client is connected`;
	return leaseError('ERR_PARENT_WATCHDOG_LEASE_UNREACHABLE', message, failure);
}

export function describeFailure(failure: unknown): string {
	const { message, errors } = (failure ?? {}) as { message?: unknown; errors?: unknown[] };
	// Node tries all addresses of a name, and tells their errors together, without a message.
	if (!message && Array.isArray(errors) && errors.length > 0) return describeFailure(errors[0]);
	const text = typeof message === 'string' && message ? message : errorCode(failure);
	return withoutCredentials(text ?? 'an error without a message').slice(0, 300);
}
