/** Finds orphans: those whose recorded parent is gone, and apart from them those that look like one. */
import type { ExpectedParent } from '../../processes/expected-parent.js';
import { TOLERANCE } from '../../processes/identity.js';
import { readListeningPorts } from '../../processes/ports.js';
import { collectDescendants } from '../../processes/proc-table.js';
import type { Usage } from '../../processes/usage.js';
import { findLostParent, isAdopted, leadsSession } from '../survey/orphanhood.js';
import { isInterpreter } from '../survey/programs.js';
import { findReaped } from '../survey/supervision.js';
import type { Sighting, Survey } from '../survey/survey.js';
import { addUsage } from '../survey/usage.js';
import { findReasonToSpare } from './spare.js';
import { canJudge } from './traits.js';

export interface Orphan {
	/** `recorded`: its environment names a parent, which is gone. `likely`: it looks like an orphan. */
	kind: 'recorded' | 'likely';
	process: Sighting;
	/** The parent that is gone, where it is recorded. */
	lostParent: ExpectedParent | undefined;
	/** Its descendants in the same session: they end with it. */
	below: readonly Sighting[];
	/** Why `--kill` leaves it alone unless it is named. */
	sparedBecause: string | undefined;
	/** Of it and what is below it; `elapsed` is its own. */
	usage: Usage | undefined;
	/** TCP ports that it or a process below it listens on; `undefined` where that cannot be told. */
	ports: readonly number[] | undefined;
}

/** In ms; who is only likely to be an orphan has to be old to be called so. */
const LIKELY_AGE = 600_000;

/** The oldest first, and those of whom we are sure before the others. */
export async function findOrphans(survey: Survey, older: number | undefined): Promise<Orphan[]> {
	const recorded = findRecorded(survey);
	const known = new Set(recorded.flatMap(({ process, below }) => [process, ...below]));
	const likely = findLikely(survey).filter(({ process }) => !known.has(process));
	const found = [...recorded, ...likely];
	await addUsage(found.flatMap(({ process, below }) => [process, ...below]));
	return found
		.map((orphan) => ({ ...orphan, usage: addUp(orphan) }))
		.filter((orphan) => isOldEnough(orphan, older))
		.map((orphan) => ({ ...orphan, ports: readPorts(orphan) }))
		.sort((a, b) => Number(a.kind === 'likely') - Number(b.kind === 'likely') || age(b) - age(a));
}

/** A shell that waits uses nothing, and what it waits for may use a whole processor. */
function addUp({ process, below }: Found): Usage | undefined {
	if (!process.usage) return undefined;
	const sum = { ...process.usage };
	for (const { usage } of below) {
		sum.cpu += usage?.cpu ?? 0;
		sum.cpuTime += usage?.cpuTime ?? 0;
		sum.memory += usage?.memory ?? 0;
	}
	return sum;
}

/** How old it is may not be known: then a guess is no orphan, and a recorded one is. */
function isOldEnough({ kind, usage }: Omit<Orphan, 'ports'>, older: number | undefined): boolean {
	const least = older ?? (kind === 'likely' ? LIKELY_AGE : 0);
	return (usage?.elapsed ?? (kind === 'likely' ? 0 : Number.POSITIVE_INFINITY)) >= least;
}

type Found = Omit<Orphan, 'usage' | 'ports'>;

/** The highest of each branch: what it has started is below it, whatever that carries. */
function findRecorded(survey: Survey): Found[] {
	const lost = new Map(
		survey.rows.flatMap((row) => {
			const parent = row.pid === process.pid ? undefined : findLostParent(row, survey);
			return parent ? [[row, parent] as const] : [];
		}),
	);
	return [...lost].flatMap(([row, lostParent]) => {
		const above = survey.parentOf(row);
		const isBelow = above !== undefined && lost.has(above) && !leadsSession(row);
		if (isBelow) return [];
		const below = findBelow(row, survey);
		const sparedBecause = findReasonToSpare(row, lostParent, survey);
		return [{ kind: 'recorded', process: row, lostParent, below, sparedBecause }];
	});
}

function findLikely(survey: Survey): Found[] {
	return survey.rows
		.filter((row) => isLikely(row, survey))
		.map((row) => {
			const sparedBecause = 'nothing records who its parent was';
			const below = findBelow(row, survey);
			return { kind: 'likely', process: row, lostParent: undefined, below, sparedBecause };
		});
}

function isLikely(row: Sighting, survey: Survey): boolean {
	if (row.hasEnded || row.pid === process.pid || !isInterpreter(row.name)) return false;
	if (row.marks.parent || findReaped(row, survey) || !isAdopted(row, survey)) return false;
	return canJudge(row.pid) && row.stat?.terminal === 0;
}

function findBelow(row: Sighting, { rows }: Survey): Sighting[] {
	const session = row.stat?.session;
	const wanted = (one: Sighting) => one.stat?.session === session && one.pid !== process.pid;
	return collectDescendants(rows, new Map([[row.pid, row.start]]), TOLERANCE, wanted);
}

function readPorts({ process, below }: Found): number[] | undefined {
	const ports = [process, ...below].map(({ pid }) => readListeningPorts(pid));
	if (ports.some((list) => list === undefined)) return undefined;
	return [...new Set(ports.flatMap((list) => list ?? []))].sort((a, b) => a - b);
}

function age({ usage }: Pick<Orphan, 'usage'>): number {
	return usage?.elapsed ?? 0;
}
