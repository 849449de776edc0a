/**
 * Rounds of misfortune for a small fleet, one after the other: whatever happens to its coordinator and its engine, in the end nobody
 * is left, and each worker's hook has run once. `CHAOS_ROUNDS`, `CHAOS_WORKERS` (a host), `CHAOS_SEED` and
 * `CHAOS_ENGINE` make more of it: `npm run test:fleet` runs a fleet of 200.
 */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Random } from '../chaos/random.js';
import { ENGINES, withoutEngine } from '../helpers/engine-programs.js';
import type { EngineServer } from '../helpers/engines.js';
import { isLong } from '../helpers/extent.js';
import { fixture } from '../helpers/fixtures.js';
import { nameLease, useEngine, wait } from '../helpers/leases.js';
import { PRELOAD, start } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);
const ROUNDS = number('CHAOS_ROUNDS', 1);
const WORKERS = number('CHAOS_WORKERS', 2);
const SEED = number('CHAOS_SEED', 1);
const HOSTS = 2;
/** A start of many takes all processors for a while; the coordinator needs some of them. */
const IS_LARGE = WORKERS > 10;
const TTL = IS_LARGE ? 20_000 : 3000;
const ENGINE = process.env.CHAOS_ENGINE;
/** How long a wait may take, in ms: each worker needs some of a processor to start. */
const DEADLINE = 60_000 + HOSTS * WORKERS * 500;

const misfortunes = {
	'the coordinator is killed': ({ coordinator }: Fleet) => coordinator.kill('SIGKILL'),
	'the coordinator releases the lease': ({ coordinator }: Fleet) =>
		void coordinator.root.stdin?.end(),
	'the coordinator is frozen': async ({ coordinator }: Fleet) => {
		coordinator.kill('SIGSTOP');
		await wait(TTL * 1.5);
		coordinator.kill('SIGCONT');
		await coordinator.line(/^ended ERR_PARENT_WATCHDOG_LEASE_LOST/);
	},
	'the engine stands still, and the coordinator is killed': async ({
		server,
		coordinator,
	}: Fleet) => {
		server.signal('SIGSTOP');
		await wait(TTL / 4);
		server.signal('SIGCONT');
		coordinator.kill('SIGKILL');
	},
	'the engine is killed': ({ server }: Fleet) => server.kill(),
	'the engine loses its data': ({ server }: Fleet) => server.restart(false),
};

interface Fleet {
	server: EngineServer;
	coordinator: Tree;
}

describe('a fleet in chaos', { concurrency: IS_LARGE ? 1 : ENGINES.length }, () => {
	for (const name of ENGINES.filter((one) =>
		ENGINE ? one === ENGINE : isLong || one === 'redis',
	)) {
		describe(`around ${name}`, { skip: withoutEngine(name), concurrency: 1 }, () => {
			const at = useEngine(name);
			const random = new Random(SEED, ENGINES.indexOf(name));
			const all = Object.entries(misfortunes);
			for (let round = 0; round < ROUNDS; round++) {
				// Each engine begins with another one, so that a single round of all is not the same.
				const next = (round + ENGINES.indexOf(name)) % all.length;
				const [what, bring] = all[next] as (typeof all)[number];
				test(`round ${round}: ${what}`, async (t) => {
					const { server } = at;
					await server.restart(true);
					const { coordinator, agents } = await startFleet(t, server, `round-${round}`);
					await wait(random.integer(0, TTL));
					await bring({ server, coordinator });
					await Promise.all(agents.map(assertNobodyLeft));
				});
			}
		});
	}
});

async function startFleet(t: TestContext, server: EngineServer, key: string) {
	const coordinator = start(t, fixture('lease/holder', { engine: server.url, key, ttl: TTL }));
	const [, id = ''] = await coordinator.line(/^held \d+ (\S+)/);
	const agents = Array.from({ length: HOSTS }, () =>
		start(
			t,
			fixture('lease/agent', { workers: WORKERS }),
			// What a worker that is stopped by its supervisor would have to say, it must not come to.
			{ ...nameLease(id, server), PARENT_WATCHDOG_GRACE_PERIOD: '60000' },
			{ execArgv: PRELOAD, deadline: DEADLINE },
		),
	);
	await Promise.all(agents.map((agent) => agent.times(/^ready/, WORKERS)));
	return { coordinator, agents };
}

/** The record's end means that no process is left. */
async function assertNobodyLeft(agent: Tree): Promise<void> {
	const lines = await agent.end();
	const all = JSON.stringify({ lines, ...agent.output });
	const hooks = lines.filter((line) => line.startsWith('hook: '));
	assert.equal(hooks.length, WORKERS, all);
	for (const hook of hooks) assert.match(hook, /^hook: parent-(gone|unreachable) by lease/, all);
	assert.equal(lines.filter((line) => line === 'exit 129').length, WORKERS, all);
}
