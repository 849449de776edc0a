/** node:test's own `spec` report, with the files that took the longest before the summary. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { spec } from 'node:test/reporters';

const MOST = Number(process.env.SLOWEST_FILES ?? 10);

interface TestEvent {
	type: string;
	data: { file?: string; details?: { duration_ms?: number }; nesting?: number; message?: string };
}

async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	// Node 20 has a class there, later versions a function that may be called with `new` as well.
	const reporter: NodeJS.ReadWriteStream = new (spec as new () => NodeJS.ReadWriteStream)();
	const times = new Map<string, number>();
	const failed = new Set<string>();
	for await (const event of source) {
		count(event, times);
		if (event.type === 'test:fail' && event.data.file) failed.add(findRun(event.data.file));
		if (isSummary(event)) yield* describeSlowest(times);
		reporter.write(event as never);
		yield* readAll(reporter);
	}
	reporter.end();
	yield* readAll(reporter);
	const { FAILED_FILES } = process.env;
	if (FAILED_FILES) writeFileSync(FAILED_FILES, [...failed].join('\n'));
}

function count({ type, data }: TestEvent, times: Map<string, number>): void {
	const { file, nesting, details } = data;
	if (!/^test:(pass|fail)$/.test(type) || file === undefined || nesting !== 0) return;
	const run = findRun(file);
	times.set(run, (times.get(run) ?? 0) + (details?.duration_ms ?? 0));
}

const RUN = new Set(process.argv.slice(1).map((file) => resolve(file)));

/** Node tells the file that holds a test; a long one that imports it is what runs, and runs again. */
function findRun(file: string): string {
	const long = file.replace(/\.test\.js$/, '.long.test.js');
	return !RUN.has(file) && RUN.has(long) ? long : file;
}

function isSummary({ type, data }: TestEvent): boolean {
	return type === 'test:diagnostic' && data.nesting === 0 && /^tests \d/.test(data.message ?? '');
}

function* describeSlowest(times: ReadonlyMap<string, number>): Generator<string> {
	if (times.size < 2) return;
	const sorted = [...times].sort(([, a], [, b]) => b - a).slice(0, MOST);
	const costs = readCosts();
	yield `\nThe slowest ${sorted.length} files of ${times.size}, and their processor time:\n`;
	for (const [file, ms] of sorted) {
		const seconds = [(ms / 1e3).toFixed(1), costs.get(file) ?? '-'];
		yield `${seconds.map((text) => `${text.padStart(7)} s`).join('')}  ${relative(process.cwd(), file)}\n`;
	}
	yield '\n';
}

/** What `cost.ts` has noted: in s. */
function readCosts(): Map<string, string> {
	const costs = new Map<string, string>();
	try {
		for (const line of readFileSync(process.env.COSTS ?? '', 'utf8').split('\n')) {
			const [seconds = '', file = ''] = line.split(' ');
			costs.set(file, seconds);
		}
	} catch {
		// A system without /proc.
	}
	return costs;
}

function* readAll(reporter: NodeJS.ReadWriteStream): Generator<string> {
	for (let chunk = reporter.read(); chunk !== null; chunk = reporter.read()) yield String(chunk);
}

export = report;
