/**
 * A fleet of 100,000 workers, simulated: what its engine has to do, and how soon the last worker knows. The
 * same seed gives the same numbers.
 *
 *     npm run simulate:fleet -- [--workers 100000] [--ttl 10000] [--seed 1]
 */
import { parseArgs } from 'node:util';
import type { Costs } from './fleet-engine.js';
import { type Event, type Outcome, simulate } from './simulation.js';

/**
 * In ms. A request is the server's processor time for a read, measured on loopback under load (redis 7.0,
 * etcd 3.4, PostgreSQL 15); the rest is assumed. One core serves, though PostgreSQL would use more.
 */
const ENGINES: Record<string, Costs> = {
	redis: { request: 0.02, push: 0.003, network: 0.25, expiry: undefined },
	etcd: { request: 0.2, push: 0.01, network: 0.25, expiry: 500 },
	postgres: { request: 0.8, push: 0.1, network: 0.25, expiry: 0 },
};
/** What is left has to do for the rush when the lease ends. */
const MOST_LOAD = 0.8;
const EVENTS: Event[] = ['released', 'killed', 'engine down for 4 s, then killed'];

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			workers: { type: 'string', default: '100000' },
			ttl: { type: 'string', default: '10000' },
			seed: { type: 'string', default: '1' },
		},
	});
	const [workers, ttl, seed] = [values.workers, values.ttl, values.seed].map(Number) as [
		number,
		number,
		number,
	];
	console.log(`${workers} workers, a TTL of ${ttl} ms, seed ${seed}; times in ms\n`);
	console.log(HEAD.join(' | '));
	console.log(HEAD.map(() => '---').join(' | '));
	for (const [engine, costs] of Object.entries(ENGINES)) {
		for (const perHost of [50, 1]) {
			// A watch reads some 3.3 times a TTL.
			const load = ((workers / perHost) * 3.3 * costs.request) / ttl;
			if (load > MOST_LOAD) {
				const tooMuch = `it would need ${load.toFixed(1)} of its cores`;
				console.log([engine, perHost, Math.ceil(workers / perHost), tooMuch].join(' | '));
				continue;
			}
			for (const event of perHost > 1 ? EVENTS : EVENTS.slice(0, 2)) {
				const outcome = await simulate({ workers, perHost, ttl, costs, seed }, event);
				console.log(toRow(engine, perHost, event, outcome, costs).join(' | '));
			}
		}
	}
}

const HEAD = [
	...['engine', 'workers a watch', 'watches', 'requests/s', 'engine busy', 'the coordinator is'],
	...['last worker knows', 'taken over', 'longest queue', 'wrong', 'left'],
];

function toRow(
	engine: string,
	perHost: number,
	event: Event,
	{ watches, requestsPerSecond, noticed, takenOver, worstWait, wrong, left }: Outcome,
	{ request }: Costs,
): (string | number)[] {
	const busy = `${((requestsPerSecond * request) / 10).toFixed(1)} %`;
	const times = [noticed, takenOver, worstWait].map((ms) => ms.toFixed(1));
	return [
		...[engine, perHost, watches, Math.round(requestsPerSecond), busy, event],
		...[...times, wrong, left],
	];
}

void main();
