/**
 * Drops the JavaScript that blocks the main thread, through an inspector session from this thread, so
 * that the event loop goes on.
 */
import type { Debugger, Session } from 'node:inspector';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import { formatStack, openSession, pause } from './inspection.js';
import { findScopes, leaveScopes } from './scopes.js';

/**
 * A terminated immediate would not leave its queue: Node would find one that has run already, and fail,
 * or forget those behind it. So the queue is made to pass over those; which one it will be is not known
 * yet. https://github.com/nodejs/node/blob/main/lib/internal/timers.js (`processImmediate`)
 */
const LEAVE_QUEUE = `{
	let head = immediate ?? outstandingQueue.head;
	const get = () => {
		while (head?._destroyed) head = head._idleNext;
		return head;
	};
	const set = (next) => (head = next);
	Object.defineProperty(outstandingQueue, 'head', { get, set, configurable: true });
}`;
/** How long the main thread may take to answer: JavaScript is interrupted at once, a native call never. */
const ANSWER = 300;

/** A request to drop the JavaScript that runs, or that runs next when a native call returns. */
export class Interruption {
	readonly #session = openSession();
	readonly #stack: Promise<string | undefined>;

	/** Nothing is terminated if by then the main thread is not blocked any more. */
	constructor(isBlocked: () => boolean) {
		this.#stack = this.#session ? terminate(this.#session, isBlocked) : new Promise(() => {});
		this.#stack.catch(() => {});
	}

	/** Resolves with the stack that was stuck; with `undefined` if there is none within `ms`, or soon. */
	async stack(ms: number): Promise<string | undefined> {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<undefined>((resolve) => {
			timer = setTimeout(() => resolve(undefined), Math.min(ms, ANSWER));
		});
		try {
			return await Promise.race([this.#stack.catch(() => late), late]);
		} finally {
			clearTimeout(timer);
		}
	}

	/** Else Node waits at its exit for the debugger to disconnect. */
	close(): void {
		this.#session?.disconnect();
	}
}

async function terminate(session: Session, isBlocked: () => boolean): Promise<string | undefined> {
	const { asked, frames: paused } = pause(session);
	await asked;
	const frames = await paused;
	const [top] = frames;
	const [isExiting, scopes] = await Promise.all([
		top && evaluate(session, top, 'globalThis.process?._exiting'),
		findScopes(session).catch(() => undefined),
	]);
	if (!isBlocked() || isExiting) return goOn(session);
	// All at once: else JavaScript whose scopes are left might go on, if the session is closed in between.
	if (scopes !== undefined) leaveScopes(session, scopes);
	for (const frame of frames) {
		if (frame.functionName === 'processImmediate') void evaluate(session, frame, LEAVE_QUEUE);
	}
	// Neither is answered: what would send the answer is terminated too.
	session.post('Runtime.terminateExecution');
	session.post('Debugger.resume');
	return formatStack(frames);
}

/** Terminated while it exits, the process would not exit, or abort if it was for an uncaught error. */
function goOn(session: Session): Promise<never> {
	session.post('Debugger.resume');
	session.post('Debugger.disable');
	return new Promise(() => {});
}

function evaluate(
	session: Session,
	{ callFrameId }: Debugger.CallFrame,
	expression: string,
): Promise<unknown> {
	return new Promise((resolve) => {
		const params = { callFrameId, expression, silent: true };
		const answered = (error: Error | null, answer?: Debugger.EvaluateOnCallFrameReturnType): void =>
			resolve(error ? undefined : answer?.result.value);
		session.post('Debugger.evaluateOnCallFrame', params, answered);
	});
}
