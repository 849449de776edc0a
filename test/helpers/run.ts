/**
 * Runs the compiled tests, isolated from the machine as far as it allows. Arguments name test files
 * (parts of their paths); with none, all run.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runUnderInit } from './under-init.js';

const root = join(__dirname, '..');
const wanted = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.js'))
	.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
	.map((file) => relative(process.cwd(), join(root, file)))
	.sort();
if (files.length === 0) {
	console.error(`no test file matches ${wanted.join(', ')}`);
	process.exit(1);
}

const options = [
	'--test',
	'--test-concurrency=2',
	// In ms, for a whole file: one that hangs fails, instead of all that would come after it.
	'--test-timeout=600000',
	`--test-reporter=${join(__dirname, 'reporter.js')}`,
];
runUnderInit([process.execPath, ...options, ...files], 'the tests were');
