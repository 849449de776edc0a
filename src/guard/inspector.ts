/** What the inspector of this process can do, and whether somebody uses it. */

/**
 * Node alone can: https://nodejs.org/api/inspector.html#sessionconnecttomainthread. Bun and Deno have a
 * function of that name, which fails once it is called (Deno 2.9), or cannot pause anything (Bun 1.4).
 */
export function canInterrupt(): boolean {
	if (process.versions.bun || process.versions.deno) return false;
	// Refused under the permission model but with --allow-inspector: https://nodejs.org/api/permissions.html
	const { permission } = process as { permission?: { has(scope: string): boolean } };
	if (permission && !permission.has('inspector')) return false;
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
