/**
 * Drops the JavaScript that blocks the main thread, through an inspector session from this thread, so
 * that the event loop goes on. https://nodejs.org/api/inspector.html#sessionconnecttomainthread
 */
import type { Debugger, Session } from 'node:inspector';
import { setTimeout } from '../system.js';

/**
 * Frames that enter an async scope in JavaScript. Terminated, they would never leave it, and Node ends
 * the process ("async hook stack has become corrupted"); so the scope is left for them, innermost first.
 */
const SCOPES = new Set([
	'listOnTimeout',
	'processImmediate',
	'processTicksAndRejections',
	'runInAsyncScope',
]);
const LEAVE_SCOPE =
	"typeof emitAfter === 'function' && typeof asyncId === 'number' && emitAfter(asyncId)";
/** How long the main thread may take to answer: JavaScript is interrupted at once, a native call never. */
const ANSWER = 300;

/** Resolves with the stack that was stuck; with `undefined` where it is no JavaScript that blocks. */
export async function terminateScript(): Promise<string | undefined> {
	const session = openSession();
	if (!session) return undefined;
	try {
		return await within(ANSWER, terminate(session));
	} catch {
		return undefined;
	} finally {
		// Else Node waits at its exit for the debugger to disconnect.
		session.disconnect();
	}
}

async function terminate(session: Session): Promise<string | undefined> {
	const urls = new Map<string, string>();
	session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
	const paused = new Promise<Debugger.CallFrame[]>((resolve) => {
		session.on('Debugger.paused', ({ params }) => resolve(params.callFrames));
	});
	await post(session, 'Debugger.enable');
	await post(session, 'Debugger.pause');
	const frames = await paused;
	for (const { functionName, callFrameId } of frames) {
		if (!SCOPES.has(functionName)) continue;
		await post(session, 'Debugger.evaluateOnCallFrame', { callFrameId, expression: LEAVE_SCOPE });
	}
	// Neither is answered: what would send the answer is terminated too.
	session.post('Runtime.terminateExecution');
	session.post('Debugger.resume');
	return frames.map((frame) => describe(frame, urls)).join('\n');
}

/** As a line of `Error.stack`; the frame's own url may be empty. */
function describe({ functionName, url, location }: Debugger.CallFrame, urls: Map<string, string>) {
	const file = url || urls.get(location.scriptId) || '<anonymous>';
	const place = `${file}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`;
	return `    at ${functionName ? `${functionName} (${place})` : place}`;
}

function openSession(): Session | undefined {
	try {
		const inspector = require('node:inspector') as typeof import('node:inspector');
		const session = new inspector.Session();
		session.connectToMainThread();
		return session;
	} catch {
		// Built without the inspector, or not allowed.
		return undefined;
	}
}

function post(session: Session, method: string, params: object = {}): Promise<void> {
	return new Promise((resolve, reject) => {
		session.post(method, params, (error) => (error ? reject(error) : resolve()));
	});
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
	return Promise.race([
		promise,
		new Promise<never>((_, reject) => {
			setTimeout(() => reject(new Error('no answer')), ms);
		}),
	]);
}
