/** What the trials have shown, for a person. */
import type { Paint } from '../common/paint.js';
import { padEnd, toPlain, widthOf } from '../common/plain-text.js';
import { count, formatDuration } from '../common/units.js';
import { describeRow, type Row, summarize } from './summary.js';
import { survivorsOf, type Trial, type VerifyOptions } from './trial.js';

/** One table for each victim; with and without the preload side by side. */
export function formatTrials(
	options: VerifyOptions,
	trials: readonly Trial[],
	paint: Paint,
): string {
	const victims = [...new Set(trials.map(({ victim }) => victim))];
	const parts = victims.map((victim) => {
		const some = trials.filter((trial) => trial.victim === victim);
		return formatVictim(victim, options, some, paint);
	});
	return `${[...parts, conclude(options, trials, paint)].join('\n')}\n`;
}

function formatVictim(
	victim: string,
	{ kill, timeout }: VerifyOptions,
	trials: readonly Trial[],
	paint: Paint,
): string {
	const kinds = [false, true].flatMap((withPreload) => {
		const some = trials.filter((trial) => trial.withPreload === withPreload);
		return some.length > 0 ? [{ withPreload, trials: some, rows: summarize(some) }] : [];
	});
	const paths = [...new Set(kinds.flatMap(({ rows }) => [...rows.keys()]))].sort();
	const titles = kinds.map(({ withPreload }) => (withPreload ? 'WITH THE PRELOAD' : 'AS IT IS'));
	const cells = paths.map((path) => {
		const rows = kinds.map((kind) => kind.rows.get(path));
		const [row] = rows.filter((one) => one !== undefined);
		return [nameOf(row), ...rows.map((one) => (one ? describeRow(one) : 'was not there'))];
	});
	const table = layOut([['PROCESS', ...titles], ...cells], paint);
	const problems = trials.flatMap(({ problem }) => (problem ? [`Not judged: ${problem}`] : []));
	const left = kinds.flatMap((kind) => listLeftovers(kind.trials, kind.withPreload));
	const head = `Killed by ${kill}: ${toPlain(victim)}. What was below it had ${formatDuration(timeout)} to end.\n`;
	const judged = cells.length > 0 ? [head, ...table, ''] : [];
	return [...judged, ...left, ...new Set(problems)].join('\n');
}

function nameOf(row: Row | undefined): string {
	const { depth = 0, name = '' } = row ?? {};
	return `${'   '.repeat(Math.max(0, depth - 1))}${depth > 0 ? '└─ ' : ''}${toPlain(name)}`;
}

function layOut(rows: readonly string[][], paint: Paint): string[] {
	const widths = (rows[0] ?? []).map((_, column) =>
		rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), 0),
	);
	return rows.map((row, index) => {
		const cells = row.map((cell, column) => {
			const text = column === row.length - 1 ? cell : padEnd(cell, widths[column] ?? 0);
			if (index === 0) return paint(text, 'bold');
			if (cell.startsWith('SURVIVED')) return paint(text, 'red');
			return column > 0 ? paint(text, 'green') : text;
		});
		return cells.join('   ');
	});
}

function listLeftovers(trials: readonly Trial[], withPreload: boolean): string[] {
	const all = trials.map(({ leftovers }) => leftovers);
	const kinds: [string, string[]][] = [
		['files', all.flatMap(({ files }) => files)],
		['sockets', all.flatMap(({ sockets }) => sockets)],
		['shared memory', all.flatMap(({ sharedMemory }) => sharedMemory)],
	];
	return kinds.flatMap(([what, paths]) => {
		if (paths.length === 0) return [];
		const shown = paths.slice(0, 10).map((path) => `  ${toPlain(path)}`);
		const more = paths.length > 10 ? [`  and ${paths.length - 10} more`] : [];
		return [
			`Left behind, ${what}${withPreload ? ', with the preload' : ''}:`,
			...shown,
			...more,
			'',
		];
	});
}

function conclude({ withPreload }: VerifyOptions, trials: readonly Trial[], paint: Paint): string {
	const kinds = withPreload ? [false, true] : [false];
	const sentences = kinds.flatMap((kind) => {
		const judged = trials.filter((trial) => trial.withPreload === kind && !trial.problem);
		if (judged.length === 0) return [];
		const survivors = judged.reduce((sum, trial) => sum + survivorsOf(trial).length, 0);
		const how = kind ? ' with the preload' : '';
		const where = judged.length > 1 ? ` in ${count(judged.length, 'trial')}` : '';
		return survivors > 0
			? [paint(`${count(survivors, 'process', 'processes')} survived${how}${where}.`, 'red')]
			: [paint(`Nobody survived${how}${where}.`, 'green')];
	});
	return sentences.join('\n') || paint('It could not be judged.', 'yellow');
}
