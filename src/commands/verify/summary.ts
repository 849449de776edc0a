/** Several trials of one kind, as one: a row for each process, with what became of it in each. */
import type { Notice, Seen, Trial } from './trial.js';

export interface Row {
	name: string;
	depth: number;
	isVictim: boolean;
	/** How many there were, in all trials. */
	count: number;
	survived: number;
	/** In ms after the kill; the shortest first. */
	times: readonly number[];
	notices: readonly Notice[];
	ports: readonly number[];
	isDetached: boolean;
}

/** Those who lived when the victim was killed, and were to end with it; by the path of their names. */
export function summarize(trials: readonly Trial[]): Map<string, Row> {
	const rows = new Map<string, Row>();
	for (const trial of trials) {
		for (const seen of trial.processes) {
			if (!seen.isExpected || (seen.endedAt !== undefined && seen.endedAt < 0)) continue;
			rows.set(seen.path, merge(rows.get(seen.path), seen, seen.path === trial.victim));
		}
	}
	return rows;
}

function merge(row: Row | undefined, seen: Seen, isVictim: boolean): Row {
	const { endedAt, noticed } = seen;
	const isGone = endedAt !== undefined;
	const times = isGone ? [...(row?.times ?? []), endedAt] : (row?.times ?? []);
	return {
		name: seen.name,
		depth: seen.depth,
		isVictim,
		count: (row?.count ?? 0) + 1,
		survived: (row?.survived ?? 0) + Number(!isGone),
		times: times.toSorted((a, b) => a - b),
		notices: noticed ? [...(row?.notices ?? []), noticed] : (row?.notices ?? []),
		ports: [...new Set([...(row?.ports ?? []), ...seen.ports])],
		isDetached: row?.isDetached || seen.isDetached,
	};
}

/** What became of it, in a few words. */
export function describeRow(row: Row): string {
	const { count, survived, times, isVictim } = row;
	if (survived > 0) {
		const share = count > 1 ? ` ${survived} of ${count} times` : '';
		const ports = row.ports.length > 0 ? `, listens on ${row.ports.join(', ')}` : '';
		return `SURVIVED${share}${ports}${row.isDetached ? ', in a session of its own' : ''}`;
	}
	if (isVictim) return 'killed';
	const [first = 0] = times;
	const last = times.at(-1) ?? 0;
	const span = last > first ? `${first} to ${last} ms` : `${last} ms`;
	return `${span}${describeNotice(row.notices)}`;
}

function describeNotice(notices: readonly Notice[]): string {
	const [first] = notices;
	if (!first) return '';
	return ` (${first.isCertain ? first.by : `perhaps by ${first.by}`})`;
}
