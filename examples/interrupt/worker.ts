import { addCleanupHook } from 'parent-watchdog';

addCleanupHook(({ signal }) => console.log(`the hook of the worker runs: ${signal}`));
process.send?.('ready', calculateForEver);

function calculateForEver(): void {
	for (;;) {
		// A busy loop, which hears no signal: the guard thread breaks it.
	}
}
