/** The tests of how the package is installed, bundled and run: a row of the page for each group of them. */
import { runSuite } from './suite.js';

/** Parts of the paths of test files. */
const FILES = ['packaging/', 'bundled', 'extension-host'];

export interface PackagingRow {
	name: string;
	tests: number;
	state: string;
}

/** By the Node that runs this. */
export function tryPackaging(): PackagingRow[] {
	const { report } = runSuite({ command: [process.execPath] }, FILES);
	return readRows(report);
}

export function describePackaging(rows: readonly PackagingRow[]): string[] {
	return [
		'| how | tests | |',
		'| --- | --- | --- |',
		...rows.map(({ name, tests, state }) => `| ${name} | ${tests} | ${state} |`),
		'',
		`Ran on ${process.platform} ${process.arch} with Node ${process.versions.node}.`,
	];
}

/** From a report of node:test's: what has run once more counts as it went then. */
export function readRows(report: string): PackagingRow[] {
	const rows = new Map<string, PackagingRow>();
	let tests = 0;
	// It ends with all failures again, without their groups.
	const text = report.replaceAll(
		/^✖ failing tests:[\s\S]*?(?=^\d+ files? failed|(?![\s\S]))/gm,
		'',
	);
	for (const line of text.split('\n')) {
		if (/^▶ /.test(line)) tests = 0;
		else if (/^ +[✔✖] /.test(line)) tests++;
		const [, mark = '', name = '', why = ''] = LINE.exec(line) ?? [];
		if (mark === '') continue;
		rows.set(name, { name, tests: Math.max(1, tests), state: judge(mark, why) });
		tests = 0;
	}
	return [...rows.values()];
}

/** A group or a test that is in none, with why it was skipped. */
const LINE = /^([✔✖﹣]) (.+) \([\d.]+ms\)(?: # (.+))?$/;

function judge(mark: string, why: string): string {
	if (why) return `not tried: ${why}`;
	return mark === '✔' ? 'holds' : 'failed';
}
