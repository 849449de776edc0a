/**
 * What a program can see of itself: written to the record when it exits, and whenever it asks. Only
 * `node:fs` is loaded for it, so that it does not hide what a preload loads.
 */
import fs = require('node:fs');

import type { RECORD } from '../helpers/record.js';
import { lastLooks, looks } from './looks.js';

const record: typeof RECORD = 3;
const { writeSync } = fs;
/**
 * By now a preload has had its first poll: timers run in the order in which they are due, and that one
 * was due 250 ms after it was loaded.
 */
export const AFTER_FIRST_POLL = 350;
/** For `fork()` and `cluster.setupPrimary()`, so that the children write to the same record. */
export const inheritRecord: { stdio: ['inherit', 'inherit', 'inherit', number, 'ipc'] } = {
	stdio: ['inherit', 'inherit', 'inherit', record, 'ipc'],
};
let name = 'main';

process.on('exit', () => {
	observe('exit');
	write('exit', 'exit code', () => [String(process.exitCode)]);
	for (const [look, see] of Object.entries(lastLooks)) write('exit', look, see);
});

/** For children and threads of a program, each of which needs a name of its own. */
export function observeAs(newName: string): void {
	name = newName;
}

/** Each item is a line of the record: `name at moment/look<TAB>item`. */
export function observe(moment: string): void {
	for (const [look, see] of Object.entries(looks)) write(moment, look, see);
}

function write(moment: string, look: string, see: () => readonly string[]): void {
	let lines = '';
	for (const item of trySee(see)) {
		const line = `${name} at ${moment}/${look}\t${item.replaceAll('\n', '\\n')}\n`;
		// One write of up to 4096 bytes is not mixed with those of other processes: man 7 pipe.
		if (lines.length + line.length > 4000) writeSync(record, lines);
		lines = lines.length + line.length > 4000 ? line : lines + line;
	}
	if (lines) writeSync(record, lines);
}

function trySee(see: () => readonly string[]): readonly string[] {
	try {
		return see();
	} catch (error) {
		return [`cannot be seen: ${(error as Error).message}`];
	}
}
