/** For fixtures: writes a line to the record, at once and without the event loop. */
import { writeSync } from 'node:fs';
import { RECORD } from './tree.js';

export function record(line: string): void {
	writeSync(RECORD, `${line}\n`);
}
