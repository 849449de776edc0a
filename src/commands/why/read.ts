/** Reads a file of reports, of which any line may be cut short, or be something else. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Report } from '../../shutdown/report.js';
import { CommandFailure } from '../common/failure.js';
import { isReport } from './is-report.js';

export interface ReportFile {
	/** In the order of the file. */
	reports: readonly Report[];
	/** Which lines are none, from 1. Counted from the first that was read. */
	malformed: readonly { line: number; problem: string }[];
	/** How many bytes before them were not read. */
	skipped: number;
}

/** A file that grows for ever is read from its end, where the newest are. */
const MOST = 32 * 1024 * 1024;

/** @throws CommandFailure where it cannot be read */
export function readReports(path: string): ReportFile {
	const { text, skipped } = readEnd(path);
	const lines = text.split('\n');
	// What is left of a line whose beginning was not read.
	if (skipped > 0) lines.shift();
	const reports: Report[] = [];
	const malformed: { line: number; problem: string }[] = [];
	for (const [index, line] of lines.entries()) {
		if (line.trim() === '') continue;
		const found = parse(line);
		if (typeof found === 'string') malformed.push({ line: index + 1, problem: found });
		else reports.push(found);
	}
	return { reports, malformed, skipped };
}

function parse(line: string): Report | string {
	try {
		const value: unknown = JSON.parse(line);
		return isReport(value) ? value : 'it is JSON, but no report';
	} catch {
		return line.startsWith('{') ? 'it is cut short, or no JSON' : 'it is no JSON';
	}
}

function readEnd(path: string): { text: string; skipped: number } {
	try {
		// A FIFO that nobody writes to would hold us up.
		const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		try {
			const stat = fstatSync(file);
			if (!stat.isFile()) throw new Error('it is no file');
			const skipped = Math.max(0, stat.size - MOST);
			const buffer = Buffer.alloc(stat.size - skipped);
			let length = 0;
			for (let read = -1; read !== 0 && length < buffer.length; length += read)
				read = readSync(file, buffer, length, buffer.length - length, skipped + length);
			return { text: buffer.toString('utf8', 0, length), skipped };
		} finally {
			closeSync(file);
		}
	} catch (error) {
		throw new CommandFailure(`the report ${path} cannot be read: ${(error as Error).message}`);
	}
}
