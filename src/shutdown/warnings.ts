/**
 * What a shutdown says on stderr. Not after the parent is gone: then nobody reads it, and a full pipe that
 * somebody else holds open could block for ever.
 */
import { inspect } from 'node:util';
import { textOf } from '../runtime/errors.js';
import type { HookResult } from './hook.js';

/** Says which hooks failed or took too long. */
export function warnOfHooks(results: readonly HookResult[], isForced: boolean): void {
	for (const { name, outcome, ms, error } of results) {
		if (outcome === 'failed') writeWarning(`cleanup hook "${name}" failed: ${textOf(error)}`);
		// Without the deadline an unfinished hook only means that the process was exiting.
		const isLeft = outcome === 'timed-out' || (outcome === 'unfinished' && isForced);
		if (isLeft) writeWarning(`cleanup hook "${name}" was left after ${Math.round(ms)} ms`);
	}
}

export function writeWarning(text: string): void {
	try {
		process.stderr.write(`parent-watchdog: ${text}\n`);
	} catch {
		// stderr is closed: the report still has it.
	}
}

/** As Node shows an uncaught exception: with its cause and its other properties. */
export function describeError(error: unknown): string {
	try {
		return inspect(error);
	} catch {
		return textOf(error);
	}
}
