/** What became of a process: when it ended, and by what it noticed. */
import { readListeningPorts } from '../../processes/ports.js';
import { nameOf, pathOf } from './names.js';
import type { Entry, Roster } from './roster.js';
import type { Notice, Seen } from './trial.js';

/** Within which two ends are taken for one after the other, in ms. */
const TOGETHER = 100;

export function describe(
	roster: Roster,
	entry: Entry,
	killedAt: number,
	isExpected: boolean,
	noticed: Notice | undefined,
): Seen {
	const { member, ppid, words, leadsSession, seenAt, endedAt } = entry;
	const line = roster.lineOf(entry);
	return {
		pid: member.pid,
		start: member.start,
		ppid,
		depth: line.length - 1,
		name: nameOf(entry),
		path: pathOf(roster, entry),
		command: words.join(' '),
		isDetached: leadsSession && line.length > 1,
		seenAt: Math.round(seenAt - killedAt),
		endedAt: endedAt === undefined ? undefined : Math.round(endedAt - killedAt),
		isExpected,
		noticed: endedAt !== undefined && isExpected && endedAt > killedAt ? noticed : undefined,
		ports: endedAt === undefined ? (readListeningPorts(member.pid) ?? []) : [],
	};
}

/** One that has waited for another, as a shell does, ends right after it. */
export function whoseEnd(roster: Roster, entry: Entry): string | undefined {
	const { endedAt = 0 } = entry;
	const last = roster.entries.find((one) => {
		const since = endedAt - (one.endedAt ?? Number.POSITIVE_INFINITY);
		return roster.parentOf(one) === entry && Math.abs(since) < TOGETHER;
	});
	return last && `the end of ${nameOf(last)}`;
}
