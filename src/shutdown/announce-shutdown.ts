import { debug, publish } from '../runtime/diagnostics.js';
import type { ShutdownReason } from './reason.js';

/** For the log, and for whoever subscribed. */
export function announceShutdown(reason: ShutdownReason, hooks: number): void {
	const { deadline, startedAt, message } = reason;
	debug('shutdown: %s; %d hooks, %d ms', message, hooks, Math.round(deadline - startedAt));
	publish('shutdown', { reason, hooks, deadline });
}
