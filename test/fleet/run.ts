/**
 * A fleet of 100,000 workers, simulated: what its engine has to do, and how soon the last worker knows.
 *
 *     npm run simulate:fleet -- [--workers 100000] [--ttl 10000] [--seed 1]
 */
import { parseArgs } from 'node:util';
import type { Costs } from './fleet-engine.js';
import { type Event, type Outcome, simulate } from './simulation.js';

/** In ms, as measured with one server on loopback (`npm run bench -- fleet`), on one core. */
const ENGINES: Record<string, Costs> = {
	redis: { request: 0.02, push: 0.003, network: 0.25 },
	etcd: { request: 0.15, push: 0.01, network: 0.25 },
	postgres: { request: 0.2, push: 0.1, network: 0.25 },
};
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
			for (const event of EVENTS) {
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
