/** For fixtures: writes a line to the record, at once and without the event loop. */
import { writeSync } from 'node:fs';

/** The descriptor of the record in every process of a tree: `tree.ts`. */
export const RECORD = 3;

/** Deno knows no descriptor that it has not opened itself, but stdio. */
const DESCRIPTOR = process.versions.deno ? 1 : RECORD;

/** What a parent puts there for its child. In Deno it would be no descriptor either. */
export const PASSED_ON = process.versions.deno ? 'ignore' : RECORD;

export function record(line: string): void {
	writeSync(DESCRIPTOR, `${line}\n`);
}
