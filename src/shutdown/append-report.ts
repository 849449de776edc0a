/**
 * Appends a report to its file, with synchronous calls, so that it is there even at the deadline. What cannot be
 * written ends nothing and holds nothing up: a FIFO that nobody reads is an error at once.
 */
import fs = require('node:fs');

import { dirname } from 'node:path';
import { debug } from '../runtime/diagnostics.js';
import type { Report } from './report.js';

const { openSync, writeSync, closeSync, fstatSync, statSync, constants } = fs;

export function appendReport(path: string, create: () => Report): void {
	const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
	const flags = O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK;
	try {
		const line = `${JSON.stringify(create())}\n`;
		// For its owner alone: errors and stacks may hold secrets.
		const file = openSync(path, flags, 0o600);
		try {
			if (isForeign(file, path)) throw new Error(`${path} may be another user's trap`);
			// A disk that fills up takes a part of it first, and tells why with the rest.
			for (let rest = Buffer.from(line); rest.length > 0; )
				rest = rest.subarray(writeSync(file, rest));
		} finally {
			closeSync(file);
		}
	} catch (error) {
		debug('no report: %s', (error as Error).message);
	}
}

/**
 * In a folder that others may write to (/tmp), somebody may have put a file of theirs there, or a second name
 * of one of ours (link(2)).
 */
function isForeign(file: number, path: string): boolean {
	const us = process.geteuid?.();
	if (us === undefined) return false;
	const { uid, nlink } = fstatSync(file);
	if (uid === us && nlink === 1) return false;
	const folder = statSync(dirname(path));
	return (folder.mode & 0o022) !== 0 || (folder.uid !== us && folder.uid !== 0);
}
