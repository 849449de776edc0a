/** Ties what a supervisor tells this process to its shutdown and its watch. */
import type { Lifeline } from '../child/lifeline.js';
import { ChildSession } from '../child/session.js';
import type { Watch } from '../detection/watch.js';
import type { Shutdown } from '../shutdown/shutdown.js';

export function createSession(
	lifeline: Lifeline | undefined,
	watch: Watch,
	shutdown: Shutdown,
): ChildSession {
	const session = new ChildSession(
		lifeline,
		(type) => shutdown.onAsked(type),
		(end) => watch.detection?.conclude('lease', end),
	);
	if (shutdown.hasStarted) session.setStopEvent(shutdown.signal.reason);
	return session;
}
