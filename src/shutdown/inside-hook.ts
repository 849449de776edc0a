import { callHook } from './call-hook.js';

/**
 * Whether the caller is a cleanup hook: in its synchronous part, or after what it has awaited. The engine's
 * asynchronous stack trace tells (https://v8.dev/blog/fast-async); an `AsyncLocalStorage` would cost the first
 * hook more than half a millisecond. Where the trace does not reach that far, the answer is no.
 */
export function isInsideHook(): boolean {
	const { stackTraceLimit, prepareStackTrace } = Error;
	try {
		Object.assign(Error, { stackTraceLimit: 100, prepareStackTrace: undefined });
		return new Error().stack?.includes(`${callHook.name} (`) ?? false;
	} catch {
		// `Error` is frozen.
		return false;
	} finally {
		if (!Object.isFrozen(Error)) Object.assign(Error, { stackTraceLimit, prepareStackTrace });
	}
}
