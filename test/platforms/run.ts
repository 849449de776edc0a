/**
 * Tries all behaviours in all runtimes, runs tests by other versions of Node, and writes what came of it into
 * `docs/platforms.md`. `--quick` tries fewer of them, says what it leaves out, and writes nothing; so do
 * `--only PART` (behaviours whose names contain it) and `--runtime NAME`. `--whole` runs all tests, `--no-tests` none;
 * `--packaging` tries nothing but how the package is installed, bundled and run, and writes that part.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Behaviour } from './behaviour.js';
import { behaviours } from './behaviours.js';
import { findRuntimes, type Missing, NAMES } from './install.js';
import { describePackaging, type PackagingRow, tryPackaging } from './packaging.js';
import { type Column, describeColumns, describeSuites, type SuiteRow, writePart } from './page.js';
import { type Cell, play } from './play.js';
import type { Runtime } from './runtime.js';
import { CHOSEN, runSuite } from './suite.js';
import { findWindows, tryInWindows, WINDOWS } from './windows.js';

/** Tries at once. */
const LANES = 3;
const PAGE = join(__dirname, '..', '..', '..', 'docs', 'platforms.md');

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		'no-tests': { type: 'boolean', default: false },
		whole: { type: 'boolean', default: false },
		packaging: { type: 'boolean', default: false },
		only: { type: 'string', default: '' },
		runtime: { type: 'string', default: '' },
	},
});
const isPart = values.quick || values.only !== '' || values.runtime !== '';
let failed = 0;

async function main(): Promise<void> {
	if (values.packaging) {
		const packages = tryPackages();
		write('packaging', describePackaging(packages));
		return conclude(packages.length);
	}
	const names = NAMES.filter((name) => name.startsWith(values.runtime) && isWanted(name));
	const found: (Runtime | Missing)[] = findRuntimes(names);
	if (WINDOWS.startsWith(values.runtime) && !values.quick) found.push(findWindows());
	const runtimes = found.filter((it): it is Runtime => 'kind' in it);
	for (const it of found) if ('why' in it) console.log(`${it.name} is left out: ${it.why}`);
	const rows = behaviours.filter(
		({ name, isQuick }) => name.includes(values.only) && (isQuick || !values.quick),
	);
	const columns: Column[] = [];
	for (const runtime of runtimes) columns.push({ runtime, cells: await tryAll(rows, runtime) });
	const tried = columns.reduce((sum, { cells }) => sum + cells.size, 0);
	if (values.quick) tellLeftOut(names, rows);
	if (isPart) return conclude(tried);
	const all = rows.map(({ name }) => name);
	write('behaviours', describeColumns(all, columns));
	if (values['no-tests']) return conclude(tried);
	const suites = runtimes.filter(({ name }) => name.startsWith('Node')).map(runTests);
	const packages = tryPackages();
	write('tests', describeSuites(suites));
	write('packaging', describePackaging(packages));
	conclude(tried + suites.length + packages.length);
}

/** In a form that every reader of test results knows. */
function conclude(tried: number): void {
	console.log(`\n${tried - failed} passed, ${failed} failed`);
	process.exitCode = failed > 0 || tried === 0 ? 1 : 0;
}

/** What did not run stays as it was. */
function write(part: string, lines: readonly string[]): void {
	writeFileSync(PAGE, writePart(readFileSync(PAGE, 'utf8'), part, lines));
}

/** The versions between are tried by the whole table alone. */
function isWanted(name: string): boolean {
	return !values.quick || !name.startsWith('Node') || name === 'Node 26';
}

async function tryAll(rows: readonly Behaviour[], runtime: Runtime): Promise<Map<string, Cell>> {
	console.log(`\n${runtime.name} (${runtime.version})`);
	if (runtime.name === WINDOWS) return tryInOneGo();
	const left = [...rows];
	const cells = new Map<string, Cell>();
	const lane = async () => {
		for (let row = left.shift(); row; row = left.shift()) {
			const begun = performance.now();
			const cell = await play(row, runtime);
			cells.set(row.name, cell);
			const ms = performance.now() - begun;
			tell(cell.state, ms, row.name, cell.problem ?? cell.difference?.reason);
		}
	};
	await Promise.all(Array.from({ length: LANES }, lane));
	return cells;
}

function tryInOneGo(): Map<string, Cell> {
	const begun = performance.now();
	const cells = tryInWindows(values.only);
	for (const [name, cell] of cells) {
		tell(cell.state, 0, name, cell.problem ?? cell.difference?.reason);
	}
	console.log(`${((performance.now() - begun) / 1000).toFixed(1)} s`);
	return cells;
}

function runTests(runtime: Runtime): SuiteRow {
	const begun = performance.now();
	const result = runSuite(runtime, values.whole ? [] : CHOSEN);
	const what = `the tests, by ${runtime.name}: ${result.passed} passed, ${result.skipped} skipped`;
	tell(result.failed > 0 ? 'failed' : 'holds', performance.now() - begun, what, result.output);
	return { runtime, ...result };
}

function tryPackages(): PackagingRow[] {
	const rows = tryPackaging();
	for (const { name, state } of rows) tell(state === 'failed' ? 'failed' : 'holds', 0, name);
	return rows;
}

function tell(state: Cell['state'], ms: number, what: string, more = ''): void {
	if (state === 'failed') failed++;
	console.log(`${state.padEnd(10)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${what}`);
	if (more) console.log(`${' '.repeat(21)}${more}`);
}

function tellLeftOut(names: readonly string[], rows: readonly Behaviour[]): void {
	const runtimes = [...NAMES.filter((name) => !names.includes(name)), WINDOWS].join(', ');
	console.log(
		`\nleft out: ${runtimes}; ${behaviours.length - rows.length} of ${behaviours.length} behaviours;`,
	);
	console.log('the tests by other versions of Node: npm run test:platforms');
}

void main();
