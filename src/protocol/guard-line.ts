/**
 * What travels on a guard line: a second pipe from a supervisor to its child, which the child's guard
 * thread reads. So it is heard though the main thread is blocked, and nobody reads the lifeline.
 */
import { type Checks, isId, isText } from './messages.js';

/** The signals that a supervisor sends and the child's hooks may be waiting for. */
export const ASKING_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export type AskingSignal = (typeof ASKING_SIGNALS)[number];

/** From the supervisor to the guard thread of its child. */
export type ToGuard =
	/** What is the main thread doing? */
	| { type: 'trace'; id: number }
	/** A signal was sent to the process: see that the main thread gets to it. */
	| { type: 'signalled'; signal: AskingSignal };

/** From the guard thread to the supervisor. */
export type FromGuard =
	/** A look takes its time where the main thread is held up. */
	{ type: 'looking'; id: number } | ({ type: 'trace'; id: number } & Sight);

/**
 * What the main thread is doing. `javascript`: code of the program runs. `idle`: its event loop waits, or
 * does no more than its own work. `native`: it does not get to any JavaScript. `nothing`: the guard must
 * not look, because of a debugger, or cannot.
 */
export interface Sight {
	seen: (typeof SEEN)[number];
	/** As the stack of an error, without its first line. */
	stack?: string;
}

const SEEN = ['javascript', 'idle', 'native', 'nothing'] as const;

export const TO_GUARD: Checks = {
	trace: ({ id }) => isId(id),
	signalled: ({ signal }) => isOneOf(ASKING_SIGNALS, signal),
};

export const FROM_GUARD: Checks = {
	looking: ({ id }) => isId(id),
	trace: ({ id, seen, stack }) =>
		isId(id) && isOneOf(SEEN, seen) && (stack === undefined || isText(stack)),
};

function isOneOf(values: readonly unknown[], value: unknown): boolean {
	return values.includes(value);
}
