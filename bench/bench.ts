/**
 * What the watchdog costs, and how fast it is. Every number is a difference or a ratio of samples that
 * were taken in turns within this one run, so that other load on the machine meets both sides alike.
 *
 *     npm run bench -- [--rounds n] [--before <dist of another build>] [part of a measure's name...]
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureOrphans, measureTree } from './commands.js';
import { measureFirstHook } from './first-hook.js';
import { measureLoading } from './loading.js';
import { measureManyHooks } from './many-hooks.js';
import type { Row } from './measure.js';
import { measurePollCost } from './poll-cost.js';
import { measurePollDelay } from './poll-delay.js';
import { measureRun } from './run.js';
import { measureStartup } from './startup.js';
import { measureFork, measureMessage, measureStop } from './supervisor.js';
import { printTable } from './table.js';

const measures: Record<string, (rounds: number, before?: string) => Promise<Row[]>> = {
	startup: measureStartup,
	loading: measureLoading,
	'poll-cost': measurePollCost,
	'first-hook': measureFirstHook,
	'many-hooks': measureManyHooks,
	'poll-delay': measurePollDelay,
	'supervised-fork': measureFork,
	'lifeline-message': measureMessage,
	'stop-fifty': measureStop,
	run: measureRun,
	tree: measureTree,
	orphans: measureOrphans,
};

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: { rounds: { type: 'string', default: '30' }, before: { type: 'string' } },
		allowPositionals: true,
	});
	const rounds = Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1) {
		throw new RangeError(`--rounds must be a positive integer, but is ${values.rounds}`);
	}
	const names = Object.keys(measures).filter(
		(name) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
	);
	if (names.length === 0) throw new RangeError(`there are ${Object.keys(measures).join(', ')}`);

	console.log(
		`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores, load ${load()} at the start; ${rounds} rounds\n`,
	);
	const rows: Row[] = [];
	for (const name of names) {
		process.stderr.write(`measuring ${name} ...\n`);
		rows.push(...((await measures[name]?.(rounds, values.before)) ?? []));
	}
	printTable(rows);
	console.log(`\nLoad ${load()} at the end.`);
}

function load(): string {
	return (loadavg()[0] ?? 0).toFixed(2);
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
