/** Whether the options of a runtime load the watchdog into the program before it starts. */

/** By its name, or by its path in whatever folder it was installed. */
const BY_NAME = /(^|[\s"'=/\\])parent-watchdog[/\\](dist[/\\])?register(\.js)?(?=["'\s]|$)/;

/** `options` is a value of NODE_OPTIONS, or a command line. */
export function namesPreload(options: string): boolean {
	if (!options.includes('register')) return false;
	return BY_NAME.test(options) || options.includes(ours());
}

let found: string | undefined;

/** A copy of the package in a folder of another name is known by its path alone. */
function ours(): string {
	found ??= require.resolve('parent-watchdog/register');
	return found;
}
