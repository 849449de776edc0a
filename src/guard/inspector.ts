/** What the inspector of this process can do, and whether somebody uses it. */

/** Node alone has it: https://nodejs.org/api/inspector.html#sessionconnecttomainthread */
export function canInterrupt(): boolean {
	try {
		const { Session } = require('node:inspector') as typeof import('node:inspector');
		return typeof Session.prototype.connectToMainThread === 'function';
	} catch {
		return false;
	}
}

export function isDebuggerOpen(): boolean {
	try {
		const inspector = require('node:inspector') as typeof import('node:inspector');
		return inspector.url() !== undefined;
	} catch {
		return false;
	}
}
