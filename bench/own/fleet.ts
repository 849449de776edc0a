/**
 * A fleet around a real engine: from the end of the coordinator to the last hook of 200 workers on four hosts,
 * and what the watches of the hosts cost the engine while nothing happens.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type EngineName, withoutEngine } from '../../test/helpers/engine-programs.js';
import { type EngineServer, startEngine } from '../../test/helpers/engines.js';
import { cleanEnvironment } from '../harness/environment.js';
import { clock, medianRow, NO_GOAL, type Row } from '../harness/measure.js';

const HOSTS = 4;
const WORKERS = Number(process.env.FLEET_WORKERS ?? 200);
/** In ms. */
const TTL = 10_000;
const QUIET = 10_000;
const program = (name: string) => join(__dirname, '..', 'programs', `${name}.js`);
const PRELOAD = ['--require', require.resolve('parent-watchdog/register')];

export async function measureFleet(name: EngineName): Promise<Row[]> {
	if (withoutEngine(name)) return [];
	const server = await startEngine(name);
	try {
		return await measureEngine(name, server);
	} finally {
		await server.stop();
	}
}

async function measureEngine(name: EngineName, server: EngineServer): Promise<Row[]> {
	const fleet = await startFleet(server, 'released');
	const before = readProcessorTime(server);
	await delay(QUIET);
	const busy = ((readProcessorTime(server) - before) / QUIET) * 100;
	const released = await end(fleet, (coordinator) => coordinator.stdin?.write('release\n'));
	const other = await startFleet(server, 'killed');
	const killed = await end(other, (coordinator) => coordinator.kill('SIGKILL'));
	const row = (what: string, unit: string, goal: number, value: number) =>
		medianRow({ name: `${name}: ${what}`, unit, goal }, [value]);
	return [
		row(`released, last hook of ${WORKERS}`, 's', NO_GOAL, released / 1000),
		row(`killed, last hook of ${WORKERS}`, 's', (TTL * 1.1) / 1000, killed / 1000),
		row(`processor time of the engine, idle, ${HOSTS} hosts`, '%', NO_GOAL, busy),
	];
}

interface Fleet {
	coordinator: ChildProcess;
	agents: { process: ChildProcess; lines: string[] }[];
}

async function startFleet({ url }: EngineServer, key: string): Promise<Fleet> {
	const env = cleanEnvironment();
	const coordinator = spawn(process.execPath, [program('lease-holder'), url, key, String(TTL)], {
		env,
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const [held] = await once(createInterface(coordinator.stdout as NodeJS.ReadableStream), 'line');
	const [, id] = String(held).split(' ');
	const named = {
		...env,
		PARENT_WATCHDOG_LEASE: id,
		PARENT_WATCHDOG_LEASE_URL: url,
		// While so many start, the engine may be slow to answer.
		PARENT_WATCHDOG_PARTITION: 'Infinity',
	};
	const agents = Array.from({ length: HOSTS }, () => {
		const args = [...PRELOAD, program('lease-agent'), String(WORKERS / HOSTS)];
		const agent = spawn(process.execPath, args, {
			env: named,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const lines: string[] = [];
		createInterface(agent.stdout).on('line', (line) => lines.push(line));
		return { process: agent, lines };
	});
	const isReady = () =>
		agents.every(
			({ lines }) => lines.filter((line) => line === 'ready').length === WORKERS / HOSTS,
		);
	const ended = agents.map(({ process: agent }) => once(agent, 'exit').then(() => true));
	while (!isReady()) {
		if (!(await Promise.race([...ended, delay(100)]))) continue;
		// Whoever supervises ends with its children.
		for (const one of [coordinator, ...agents.map(({ process: agent }) => agent)]) one.kill();
		throw new Error('an agent has ended before all were ready: the coordinator lost its lease');
	}
	// The load of so many starts is over.
	await delay(TTL / 2);
	return { coordinator, agents };
}

/** Until the last hook has run, in ms. */
async function end(
	{ coordinator, agents }: Fleet,
	bring: (coordinator: ChildProcess) => unknown,
): Promise<number> {
	const ended = agents.map(({ process: agent }) => once(agent, 'close'));
	const start = clock();
	bring(coordinator);
	await Promise.all(ended);
	const hooks = agents.flatMap(({ lines }) => lines.filter((line) => line.startsWith('hook')));
	const isRight = hooks.every((line) => line.startsWith('hook parent-gone '));
	if (hooks.length !== WORKERS || !isRight) throw new Error(`hooks: ${hooks.join(', ')}`);
	return Math.max(...hooks.map((line) => Number(line.split(' ')[2]) / 1e6)) - start;
}

/** Of the server and its children, in ms: fields 14 to 17 of proc_pid_stat(5), in ticks of 10 ms. */
function readProcessorTime({ pid }: EngineServer): number {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
		.split(' ')
		.filter(Boolean);
	const times = [String(pid), ...children].map((one) => {
		const stat = readFileSync(`/proc/${one}/stat`, 'latin1');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const [user, system, reapedUser, reapedSystem] = fields.slice(11, 15).map(Number);
		const own = (user ?? 0) + (system ?? 0);
		return one === String(pid) ? own + (reapedUser ?? 0) + (reapedSystem ?? 0) : own;
	});
	return times.reduce((sum, time) => sum + time, 0) * 10;
}
