/** `docs/platforms.md`: what ran, as a table, and each difference as a line. */
import type { Cell } from './play.js';
import type { Runtime } from './runtime.js';

/** What came of each behaviour in one runtime, by its name. */
export interface Column {
	runtime: Runtime;
	cells: ReadonlyMap<string, Cell>;
}

const MARKS = { holds: 'holds', impossible: 'not possible', failed: 'failed' };

/** What the tests said that were run by one Node. */
export interface SuiteRow {
	runtime: Runtime;
	passed: number;
	failed: number;
	skipped: number;
}

/** `text` is the page as it is: what is written by hand stays. */
export function createPage(
	text: string,
	names: readonly string[],
	columns: readonly Column[],
	suites: readonly SuiteRow[],
): string {
	const notes: string[] = [];
	const rows = names.map((name) => {
		const marks = columns.map((column) => mark(name, column, notes));
		return `| ${[name, ...marks].join(' | ')} |`;
	});
	const titles = columns.map(({ runtime }) => runtime.name);
	const versions = columns.map(({ runtime: { name, version } }) => `${name} (${version})`);
	const lines = [
		`| behaviour | ${titles.join(' | ')} |`,
		`| --- |${' --- |'.repeat(columns.length)}`,
		...rows,
		'',
		...notes.map((note, index) => `${index + 1}. ${note}`),
		'',
		`Ran on ${process.platform} ${process.arch} with ${versions.join(', ')}.`,
		'',
		'| the tests, run by | passed | failed | skipped |',
		'| --- | --- | --- | --- |',
		...suites.map(
			({ runtime, passed, failed, skipped }) =>
				`| ${runtime.name} | ${passed} | ${failed} | ${skipped} |`,
		),
	];
	return text.replace(
		/(<!-- begin: written[^>]*-->)[\s\S]*(<!-- end -->)/,
		(_, begin, end) => `${begin}\n\n${lines.join('\n')}\n\n${end}`,
	);
}

function mark(name: string, { runtime, cells }: Column, notes: string[]): string {
	const cell = cells.get(name);
	if (!cell) return 'not tried';
	const reason = cell.difference?.reason;
	if (cell.state !== 'differs' && cell.state !== 'impossible') return MARKS[cell.state];
	const index = notes.push(`${runtime.name}, ${name}: ${reason}.`);
	return `${cell.state === 'differs' ? 'differs' : MARKS.impossible} (${index})`;
}
