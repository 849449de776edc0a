import type { Family } from './family.js';
import type { Member } from './processes.js';
import type { Entry, EntryOf } from './record.js';

/** The exit status after the parent disappeared: 128 + SIGHUP. */
const EXIT_CODE = 129;

/** What became of the child of one kind. */
export interface Outcome {
	kind: string;
	noticed: EntryOf<'verdict'> | undefined;
	hooks: { name: string; started: number; ended: number }[];
	exit: EntryOf<'exit'> | undefined;
	/** What is not as it should be. */
	problems: string[];
}

export function outcomeOf(kind: string, { entries, pid }: Family): Outcome {
	const all = <Event extends Entry['event']>(event: Event) =>
		entries.filter(
			(entry): entry is EntryOf<Event> => entry.kind === kind && entry.event === event,
		);
	const count = (event: 'hook-started' | 'hook-ended', name: string) =>
		all(event).filter((entry) => entry.name === name).length;

	const noticed = all('verdict').find(({ verdict }) => verdict === 'gone');
	const hooks = all('hook-added').map(({ name }) => {
		return { name, started: count('hook-started', name), ended: count('hook-ended', name) };
	});
	const [exit] = all('exit');
	const problems: string[] = [];
	if (!noticed) problems.push('did not notice that the parent is gone');
	else if (noticed.parentPid !== pid) problems.push(`watched pid ${noticed.parentPid}, not ${pid}`);
	for (const { name, started, ended } of hooks) {
		if (started === 1 && ended === 1) continue;
		problems.push(`hook "${name}" started ${started} and ended ${ended} times instead of once`);
	}
	if (!exit) problems.push('did not exit by itself');
	for (const { code } of [...all('exit'), ...all('status')]) {
		if (code !== EXIT_CODE) problems.push(`exit status ${code} instead of ${EXIT_CODE}`);
	}
	return { kind, noticed, hooks, exit, problems };
}

/** All that must be said before the demo may call itself a success; nothing, if it is one. */
export function findProblems(
	{ endedAt }: Family,
	outcomes: readonly Outcome[],
	members: readonly Member[],
	left: readonly Member[] | undefined,
): string[] {
	const problems = outcomes.flatMap((one) => one.problems.map((text) => `${one.kind}: ${text}`));
	// The parent and one child of each kind; a shell comes on top.
	if (members.length <= outcomes.length)
		problems.push('ps-list did not show them all before the kill');
	if (endedAt === undefined) problems.push('somebody still holds the record at the deadline');
	if (!left) problems.push('the process table cannot be read');
	for (const { pid, cmd, name } of left ?? []) problems.push(`still there: ${pid} ${cmd ?? name}`);
	return problems;
}
