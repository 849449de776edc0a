/** What the inspector of this process can do, and whether somebody uses it. */

/** Node alone has it: https://nodejs.org/api/inspector.html#sessionconnecttomainthread */
export function canInterrupt(): boolean {
	return typeof loadInspector()?.Session.prototype.connectToMainThread === 'function';
}

export function isDebuggerOpen(): boolean {
	return loadInspector()?.url() !== undefined;
}

/**
 * `undefined` where Node was built without it. A bundle that is an ES module has no `require()`; Node before
 * 20.16 has no other way.
 */
function loadInspector(): typeof import('node:inspector') | undefined {
	try {
		return process.getBuiltinModule?.('node:inspector') ?? require('node:inspector');
	} catch {
		return undefined;
	}
}
