/** Runs all checks, and tells what they have found. */
import { EXIT } from '../common/exit-codes.js';
import { paintFor, type Style } from '../common/paint.js';
import type { Check } from './check.js';
import { checkNamespace, checkPrlimit, checkSeccomp } from './kernel.js';
import { checkPidusage, checkProc, checkPs } from './processes.js';
import { checkReaping } from './reaping.js';
import { checkPermissions, checkRuntime } from './runtime.js';
import { checkThreads } from './threads.js';

/** @returns the exit status */
export async function examine(asJson: boolean): Promise<number> {
	const checks = await runChecks();
	process.stdout.write(asJson ? `${JSON.stringify({ checks }, null, '\t')}\n` : format(checks));
	return checks.some(({ state }) => state === 'fails') ? EXIT.failed : EXIT.ok;
}

async function runChecks(): Promise<Check[]> {
	const onLinux = process.platform === 'linux';
	const parts = await Promise.all([
		[checkRuntime(), ...checkPermissions(), checkProc()],
		checkPs(),
		checkPidusage(),
		checkThreads(),
		onLinux ? [checkSeccomp(), checkNamespace()] : [],
		onLinux ? checkReaping() : [],
		onLinux ? checkPrlimit() : [],
	]);
	return parts.flat();
}

const STYLES: Record<Check['state'], Style> = { works: 'green', costs: 'yellow', fails: 'red' };

function format(checks: readonly Check[]): string {
	const paint = paintFor(process.stdout);
	const width = Math.max(...checks.map(({ name }) => name.length));
	const { columns = 100 } = process.stdout;
	return checks
		.flatMap(({ name, state, found, cost }) => [
			`${paint(state, STYLES[state])}  ${paint(name.padEnd(width), 'bold')}  ${found}`,
			...wrap(cost, Math.max(20, columns - width - 9)).map((line) => ' '.repeat(width + 9) + line),
		])
		.map((line) => `${line}\n`)
		.join('');
}

function wrap(text: string, columns: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(' ').filter(Boolean)) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + word.length < columns)
			lines.push(`${lines.pop()} ${word}`);
		else lines.push(word);
	}
	return lines;
}
