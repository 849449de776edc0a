import { textOf } from '../runtime/errors.js';
import type { HookResult } from './hook.js';

/**
 * Says on stderr which hooks failed or took too long. Not after the parent is gone: then nobody reads
 * it, and a full pipe that somebody else holds open could block for ever.
 */
export function warnOfHooks(results: readonly HookResult[], isForced: boolean): void {
	for (const { name, outcome, ms, error } of results) {
		if (outcome === 'failed') writeWarning(`cleanup hook "${name}" failed:`, error);
		// Without the deadline an unfinished hook only means that the process was exiting.
		const isLeft = outcome === 'timed-out' || (outcome === 'unfinished' && isForced);
		if (isLeft) writeWarning(`cleanup hook "${name}" was left after ${Math.round(ms)} ms`);
	}
}

export function writeWarning(text: string, error?: unknown): void {
	const detail = error === undefined ? '' : ` ${textOf(error)}`;
	try {
		process.stderr.write(`parent-watchdog: ${text}${detail}\n`);
	} catch {
		// stderr is closed: the report still has it.
	}
}
