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

/** The lines of the table, and of what differs. */
export function describeColumns(names: readonly string[], columns: readonly Column[]): string[] {
	const notes: string[] = [];
	const rows = names.map((name) => {
		const marks = columns.map((column) => mark(name, column, notes));
		return `| ${[name, ...marks].join(' | ')} |`;
	});
	const titles = columns.map(({ runtime }) => runtime.name);
	const versions = columns.map(({ runtime: { name, version } }) => `${name} (${version})`);
	return [
		`| behaviour | ${titles.join(' | ')} |`,
		`| --- |${' --- |'.repeat(columns.length)}`,
		...rows,
		'',
		...notes.map((note, index) => `${index + 1}. ${note}`),
		'',
		`Ran on ${process.platform} ${process.arch} with ${versions.join(', ')}.`,
	];
}

export function describeSuites(suites: readonly SuiteRow[]): string[] {
	return [
		'| tests run by | passed | failed | skipped |',
		'| --- | --- | --- | --- |',
		...suites.map(({ runtime: { name }, passed, failed, skipped }) => {
			return `| ${[name, passed, failed, skipped].join(' | ')} |`;
		}),
	];
}

/** Puts it between the two marks of that part; what is written by hand stays. */
export function writePart(text: string, part: string, lines: readonly string[]): string {
	const [begin, end] = [`<!-- begin: ${part} -->`, `<!-- end: ${part} -->`];
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`the page has no part ${part}`);
	return `${text.slice(0, from)}${begin}\n\n${lines.join('\n')}\n\n${text.slice(to)}`;
}

function mark(name: string, { runtime, cells }: Column, notes: string[]): string {
	const cell = cells.get(name);
	if (!cell) return 'not tried';
	const reason = cell.difference?.reason;
	if (cell.state !== 'differs' && cell.state !== 'impossible') return MARKS[cell.state];
	// What differs in several rows for one reason is one line.
	const note = `${runtime.name}: ${reason}.`;
	if (!notes.includes(note)) notes.push(note);
	return `${cell.state === 'differs' ? 'differs' : MARKS.impossible} (${notes.indexOf(note) + 1})`;
}
