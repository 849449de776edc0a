/** All processes that we may see, with what the system and their environments say of them. */
import { closeTarget, probe } from '../../detection/probe.js';
import { createTarget } from '../../detection/target.js';
import { readCommandLine } from '../../processes/command-line.js';
import { isSameStart, type ProcessIdentity, TOLERANCE } from '../../processes/identity.js';
import { hasEnded, type ProcessStat } from '../../processes/stat.js';
import { type ProcessRow, readRow } from '../../processes/table.js';
import type { Usage } from '../../processes/usage.js';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';
import { type Facts, readFacts } from './facts.js';
import { type Marks, parseMarks } from './marks.js';

/** A process as it was seen. Its name, its command and its marks are what it, or its parent, made them. */
export interface Sighting extends ProcessIdentity {
	ppid: number;
	name: string;
	command: string;
	/** On Linux. */
	stat: ProcessStat | undefined;
	marks: Marks;
	/** A zombie. */
	hasEnded: boolean;
	/** Where `stat` tells it; see `usage.ts`. */
	usage: Usage | undefined;
}

export type Standing = 'alive' | 'gone' | 'unknown';

export class Survey {
	readonly #rows: Map<number, Sighting>;
	readonly #standings = new Map<string, Standing>();

	constructor(readonly rows: readonly Sighting[]) {
		this.#rows = new Map(rows.map((row) => [row.pid, row]));
	}

	get(pid: number): Sighting | undefined {
		return this.#rows.get(pid);
	}

	/** Not who has the pid of a parent that is gone: on Windows children go on naming that one. */
	parentOf({ ppid, start }: Sighting): Sighting | undefined {
		const parent = this.get(ppid);
		return parent && parent.start <= start + TOLERANCE ? parent : undefined;
	}

	isParent({ pid, start }: ProcessIdentity, row: Sighting): boolean {
		const parent = this.parentOf(row);
		return parent?.pid === pid && isSameStart(parent.start, start);
	}

	/** Whether the process that was named is still there: asked of the system, and not of the name. */
	standingOf({ pid, start, inOurNamespace = true }: Claim): Standing {
		if (!inOurNamespace) return 'unknown';
		const key = `${pid}:${start}`;
		const known = this.#standings.get(key);
		if (known) return known;
		const target = createTarget(pid, 0, start || undefined);
		const standing = probe(target);
		closeTarget(target);
		this.#standings.set(key, standing);
		return standing;
	}
}

export type Claim = ProcessIdentity & { inOurNamespace?: boolean };

/** @throws CommandFailure where the process table cannot be read */
export async function takeSurvey(): Promise<Survey> {
	const { takeListing } = require('./early-listing.js') as typeof import('./early-listing.js');
	const listing = takeListing();
	const facts = await readFacts();
	const rows = await listing;
	if (!rows) {
		const message = 'the process table cannot be read; "parent-watchdog doctor" tells why';
		throw new CommandFailure(message, EXIT.usage);
	}
	// The children that we have are the tools that told us.
	const seen = (facts ? join(facts, rows) : rows).filter(({ ppid }) => ppid !== process.pid);
	return new Survey(seen.map((row) => toSighting(row, facts?.get(row.pid))));
}

/** Those of `/proc`, which is exact: `ps` has looked at another moment, and may know others. */
function join(facts: ReadonlyMap<number, Facts>, rows: readonly ProcessRow[]): ProcessRow[] {
	const known = new Map(rows.map((row) => [row.pid, row]));
	return [...facts].map(([pid, { stat }]) => known.get(pid) ?? readRow(pid, stat.ppid));
}

/** ps-list asks `ps` for ASCII, which has a question mark for all else. */
function readCommand(pid: number, cmd = ''): string {
	return (cmd.includes('?') && readCommandLine(pid).join(' ')) || cmd;
}

function toSighting(row: ProcessRow, facts: Facts | undefined): Sighting {
	const { pid, ppid, name, cmd, startTime = 0 } = row;
	const { stat, usage, marks = parseMarks('') } = facts ?? {};
	return {
		pid,
		ppid: stat?.ppid ?? ppid,
		start: stat?.start ?? startTime,
		name,
		command: readCommand(pid, cmd) || name,
		stat,
		marks,
		hasEnded: stat !== undefined && hasEnded(stat),
		usage,
	};
}
