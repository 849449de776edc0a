/**
 * The record: a pipe that every process of the demo inherits. Each writes to it what happens; its end of
 * file proves that all of them are gone, without asking anybody.
 */
import { writeSync } from 'node:fs';
import { basename } from 'node:path';

/** The descriptor of the record in every process of the demo. */
export const RECORD = 3;

export type Happening =
	| { event: 'ready' }
	| {
			event: 'verdict';
			verdict: 'alive' | 'gone' | 'unknown' | 'unreachable';
			source: string;
			parentPid: number | undefined;
			probedFor: number;
	  }
	| { event: 'hook-added'; name: string; priority: number }
	| { event: 'hook-started'; name: string }
	| { event: 'hook-ended'; name: string }
	/** What the process itself says when it exits. */
	| { event: 'exit'; code: number }
	/** What the shell says that its child exited with. */
	| { event: 'status'; code: number };

/** What happened, to whom, and when. */
export type Entry = Happening & { kind: string; pid: number; at: number };
export type EntryOf<Event extends Entry['event']> = Extract<Entry, { event: Event }>;

const kind = basename(process.argv[1] ?? '', '.js');

/** Writes an entry at once, without the event loop: nothing is lost when the process ends. */
export function record(happening: Happening): void {
	const entry: Entry = { kind, pid: process.pid, at: now(), ...happening };
	try {
		writeSync(RECORD, `${JSON.stringify(entry)}\n`);
	} catch {
		// The demo itself is gone: nobody reads the record any more.
	}
}

/**
 * Milliseconds of the monotonic clock, which all processes of a machine share: unlike
 * `performance.timeOrigin`, it can be compared between them.
 * https://man7.org/linux/man-pages/man2/clock_gettime.2.html
 */
export function now(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}
