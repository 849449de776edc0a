/**
 * Runs the compiled tests, isolated from the machine as far as it allows. Arguments name test files
 * (parts of their paths); with none, all run but the long ones (`*.long.test.ts`); with `--long`, only those.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { runUnderInit } from './under-init.js';

/** More failures than these are no matter of load. */
const MOST_RETRIED = 12;

const root = join(__dirname, '..');
const wanted = process.argv.slice(2).filter((argument) => argument !== '--long');
const wantsLong = process.argv.includes('--long');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.js'))
	.filter((file) =>
		wanted.length === 0
			? file.endsWith('.long.test.js') === wantsLong
			: wanted.some((part) => file.includes(part)),
	)
	.map((file) => relative(process.cwd(), join(root, file)))
	.sort();
if (files.length === 0) {
	console.error(`no test file matches ${wanted.join(', ')}`);
	process.exit(1);
}

const FAILED_FILES = join(mkdtempSync(join(tmpdir(), 'parent-watchdog-tests-')), 'failed');
process.env.FAILED_FILES = FAILED_FILES;
run(files, 2);
const failed = process.exitCode === 0 ? [] : readFailed();
if (failed.length > 0 && failed.length <= MOST_RETRIED) {
	// All files at once load the machine; what fails alone as well, fails.
	console.log(`\n${failed.length} files failed; once more, one at a time: ${failed.join(', ')}\n`);
	run(failed, 1);
}
rmSync(dirname(FAILED_FILES), { recursive: true, force: true });

function run(some: readonly string[], concurrency: number): void {
	const options = [
		'--test',
		`--test-concurrency=${concurrency}`,
		// In ms, for a whole file: one that hangs fails, instead of all that would come after it.
		'--test-timeout=600000',
		`--test-reporter=${join(__dirname, 'reporter.js')}`,
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
