/**
 * Runs the compiled tests, isolated from the machine as far as it allows: all but the long ones
 * (`*.long.test.ts`), or with `--long` only those. Arguments name test files (parts of their paths).
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readProcessorTime } from './cost.js';
import { runUnderInit } from './under-init.js';

/** Files at once: most of their time they wait for a process. */
const { FILES_AT_ONCE = '4' } = process.env;

/** More failures than these are no matter of load. */
const MOST_RETRIED = 12;

const root = join(__dirname, '..');
const wanted = process.argv.slice(2).filter((argument) => argument !== '--long');
const wantsLong = process.argv.includes('--long');
const all = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.js') && hasSource(file))
	.sort();
const found = wanted.length === 0 ? select(all) : [...new Set(wanted.flatMap(findNamed))];
const files = found.map((file) => relative(process.cwd(), join(root, file)));
if (files.length === 0) {
	console.error(`no test file matches ${wanted.join(', ')}`);
	process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-tests-'));
const FAILED_FILES = join(folder, 'failed');
Object.assign(process.env, { FAILED_FILES, COSTS: join(folder, 'costs') });
run(files, Number(FILES_AT_ONCE));
const failed = process.exitCode === 0 ? [] : readFailed();
if (failed.length > 0 && failed.length <= MOST_RETRIED) {
	// All files at once load the machine; what fails alone as well, fails.
	console.log(`\n${failed.length} files failed; once more, one at a time: ${failed.join(', ')}\n`);
	run(failed, 1);
}
rmSync(folder, { recursive: true, force: true });
const seconds = readProcessorTime();
if (seconds !== undefined) console.log(`processor time of all: ${seconds.toFixed(0)} s`);

/** The compiler leaves what it has made of a file that is gone since. */
function hasSource(file: string): boolean {
	return existsSync(join(root, '..', '..', 'test', file.replace(/js$/, 'ts')));
}

function select(some: readonly string[]): string[] {
	return some.filter((file) => file.endsWith('.long.test.js') === wantsLong);
}

/** The long ones as well where they alone have such a name. */
function findNamed(part: string): readonly string[] {
	const named = all.filter((file) => file.includes(part));
	const selected = select(named);
	return selected.length > 0 ? selected : named;
}

function run(some: readonly string[], atOnce: number): void {
	const options = [
		'--test',
		`--test-concurrency=${atOnce}`,
		// In ms, for a whole file: one that hangs fails, instead of all that would come after it.
		'--test-timeout=600000',
		`--test-reporter=${join(__dirname, 'reporter.js')}`,
		`--require=${join(__dirname, 'cost.js')}`,
	];
	runUnderInit([process.execPath, ...options, ...some], 'the tests were');
}

function readFailed(): string[] {
	try {
		return readFileSync(FAILED_FILES, 'utf8').split('\n').filter(Boolean);
	} catch {
		return [];
	}
}
