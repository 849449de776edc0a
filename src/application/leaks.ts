/** What a program leaves open at its end, as Python's resource_tracker tells it. */
import { openStream } from '../detection/sources/epipe.js';
import { debug } from '../runtime/diagnostics.js';
import { ParentWatchdogError } from '../runtime/errors.js';

/**
 * What is open now, by kind. stdout and stderr are opened when they are first used, and count from then
 * on, though they keep nothing alive: so they are counted from the beginning.
 */
export function findOpen(): readonly string[] {
	openStream('stdout');
	openStream('stderr');
	return process.getActiveResourcesInfo();
}

/** What is open now and was not before keeps the process alive, or is leaked. */
export function tellLeaks(before: readonly string[]): void {
	const left = [...findOpen()];
	for (const name of before) {
		const index = left.indexOf(name);
		if (index >= 0) left.splice(index, 1);
	}
	debug('application: open at the end: %s', left.join(', ') || 'nothing');
	if (left.length === 0) return;
	const message = `the application has ended, but ${left.join(', ')} is still open and keeps the process alive`;
	process.emitWarning(new ParentWatchdogError('ERR_PARENT_WATCHDOG_LEAK', message));
}
