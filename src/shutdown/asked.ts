import type { ReasonDetails } from './create-reason.js';

/** What a supervisor asks for over the lifeline, as a signal, and with the exit code that a shell makes of it. */
export function readAsked(type: 'stop' | 'interrupt'): {
	signal: NodeJS.Signals;
	details: ReasonDetails;
} {
	if (type === 'interrupt') return { signal: 'SIGINT', details: { type, exitCode: 130 } };
	return { signal: 'SIGTERM', details: { type, exitCode: 143 } };
}
