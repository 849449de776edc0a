import { quantile } from '../harness/measure.js';
import type { Contender } from '../harness/peers.js';
import { format, type Table } from '../harness/section.js';
import type { Results } from './detection.js';
import type { Heard, Scenario } from './detection-rounds.js';

export function toTable(
	{ title, base: id }: Scenario,
	contenders: readonly Contender[],
	results: Results,
): Table {
	const base = quantile(toTimes(results.get(id) ?? []), 0.5);
	const rows = contenders.map(({ id, peer }) => {
		const heard = results.get(id) ?? [];
		const times = toTimes(heard);
		if (times.length === 0) return [peer.name, '**orphan**', '', '', '', String(heard.length), ''];
		const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(times, share)) as [
			number,
			number,
			number,
		];
		return [
			peer.name,
			format(p50),
			format(p99),
			format(max),
			format(p50 / base),
			String(heard.length),
			describe(heard),
		];
	});
	return { title, head: ['', 'p50, ms', 'p99', 'max', 'ratio', 'rounds', 'cleanup'], rows };
}

export function toTimes(heard: readonly Heard[]): number[] {
	return heard.flatMap(({ after }) => (Number.isNaN(after) ? [] : [after]));
}

function describe(heard: readonly Heard[]): string {
	const count = (outcome: Heard['outcome']) =>
		heard.filter((one) => one.outcome === outcome).length;
	const orphans = count('orphan');
	const cleanups = count('cleanup');
	const ran = cleanups === heard.length ? 'runs' : cleanups === 0 ? 'none' : `${cleanups} times`;
	return orphans > 0 ? `${ran}, ${orphans} orphans` : ran;
}
