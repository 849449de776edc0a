import type { Family } from './family.js';
import { paintKind } from './kinds.js';
import type { Entry, EntryOf } from './record.js';
import { columns, ms, paint } from './text.js';

interface Line {
	at: number;
	who: string;
	what: string;
}

/** What happened since the kill, in the order in which it happened. */
export function timeline(family: Family, scan: Line): string {
	const { killedAt = 0, parentEnd, endedAt, entries } = family;
	const lines: Line[] = [{ at: killedAt, who: 'demo', what: 'sends SIGKILL to the parent' }, scan];
	if (parentEnd) lines.push({ ...parentEnd, who: 'parent', what: `ended by ${parentEnd.how}` });
	if (endedAt) lines.push({ at: endedAt, who: 'demo', what: 'the record ends: nobody holds it' });
	for (const entry of entries) {
		const what = entry.at < killedAt ? undefined : describe(entry, entries);
		if (what) lines.push({ at: entry.at, who: entry.kind, what });
	}
	const rows = lines
		.sort((a, b) => a.at - b.at)
		.map(({ at, who, what }) => [(at - killedAt).toFixed(1), paintKind(who), what]);
	return columns([' ms', 'who', 'what'], rows);
}

/** A hook has one line: when it ends, or when it starts and never ends. */
function describe(entry: Entry, entries: readonly Entry[]): string | undefined {
	switch (entry.event) {
		case 'verdict':
			return describeVerdict(entry);
		case 'hook-started': {
			const end = findHook(entries, 'hook-ended', entry);
			return end ? undefined : `hook "${entry.name}" starts, and does not end`;
		}
		case 'hook-ended': {
			const start = findHook(entries, 'hook-started', entry)?.at ?? entry.at;
			return `hook "${entry.name}" took ${ms(entry.at - start)}`;
		}
		case 'exit':
			return `exit ${entry.code}`;
		case 'status':
			return `its shell goes on, and saw the exit status ${entry.code}`;
		default:
			return undefined;
	}
}

function describeVerdict({ verdict, source, probedFor }: EntryOf<'verdict'>): string {
	const by = paint(source, 'bold');
	const what = verdict === 'gone' ? `notices by ${by}` : `asks by ${by}: the parent is ${verdict}`;
	return probedFor < 0.05 ? what : `${what}, sure after ${ms(probedFor)}`;
}

function findHook(
	entries: readonly Entry[],
	event: 'hook-started' | 'hook-ended',
	{ pid, name }: { pid: number; name: string },
): Entry | undefined {
	return entries.find((entry) => entry.event === event && entry.pid === pid && entry.name === name);
}
