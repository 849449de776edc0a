/** An inspector session from the guard thread to the main thread, which it can pause wherever it is. */
import type { Debugger, Session } from 'node:inspector';

/**
 * `undefined` where Node was built without the inspector, or its use is not allowed.
 * https://nodejs.org/api/inspector.html#sessionconnecttomainthread
 */
export function openSession(): Session | undefined {
	try {
		const inspector = require('node:inspector') as typeof import('node:inspector');
		const session = new inspector.Session();
		session.connectToMainThread();
		return session;
	} catch {
		return undefined;
	}
}

export interface Pause {
	/** Once the main thread has answered: JavaScript that runs is paused now, else the next that will run. */
	asked: Promise<unknown>;
	/** Where it was paused. */
	frames: Promise<Frame[]>;
}

export interface Frame extends Debugger.CallFrame {
	/** The file's; `url` may be empty. */
	file: string;
}

/** Asks for both at once: between two answers, a native call might return and its JavaScript go on. */
export function pause(session: Session): Pause {
	const urls = new Map<string, string>();
	session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
	const frames = new Promise<Frame[]>((resolve) => {
		session.on('Debugger.paused', ({ params: { callFrames } }) => {
			const file = ({ url, location }: Debugger.CallFrame) => url || urls.get(location.scriptId);
			resolve(callFrames.map((frame) => ({ ...frame, file: file(frame) || '<anonymous>' })));
		});
	});
	const asked = Promise.all([post(session, 'Debugger.enable'), post(session, 'Debugger.pause')]);
	asked.catch(() => {});
	return { asked, frames };
}

/** As the stack of an error, without its first line. */
export function formatStack(frames: readonly Frame[]): string {
	return frames.map(describe).join('\n');
}

function describe({ functionName, file, location }: Frame): string {
	const place = `${file}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`;
	return `    at ${functionName ? `${functionName} (${place})` : place}`;
}

function post(session: Session, method: string): Promise<void> {
	return new Promise((resolve, reject) => {
		session.post(method, {}, (error) => (error ? reject(error) : resolve()));
	});
}
