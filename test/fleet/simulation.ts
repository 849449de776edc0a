/** A fleet in virtual time: our own code for holding and watching a lease, and a model of its engine. */
import type { Grant } from 'parent-watchdog/lease';
import type { ParentEnd } from '../../src/protocol/verdict.js';
import { Random } from '../chaos/random.js';
import { type Costs, FleetEngine } from './fleet-engine.js';
import { FleetTime } from './fleet-time.js';

export interface Fleet {
	workers: number;
	/** Of those, how many share one watch. */
	perHost: number;
	ttl: number;
	costs: Costs;
	seed: number;
}

export interface Outcome {
	watches: number;
	/** Of the engine, while nothing happens. */
	requestsPerSecond: number;
	/** What ends the lease, until the last worker knows, in ms. */
	noticed: number;
	/** Until somebody else holds it, in ms. */
	takenOver: number;
	/** The longest that a request has waited at the engine, in ms. */
	worstWait: number;
	/** Workers that were told of an end before there was one, or of another one than there was. */
	wrong: number;
	/** Workers that have not noticed at all. */
	left: number;
}

type Loaded = typeof import('../../src/lease/held-lease.js') &
	typeof import('../../src/lease/lease-watch.js');

/** What a lifeline takes to the first worker of a host, and to each further one, in ms. */
const LIFELINE = [0.2, 0.02] as const;
/** The fleet starts in the course of this time, and is then left alone for as long again. */
const CALM = 15_000;

export type Event = 'released' | 'killed' | 'engine down for 4 s, then killed';

export async function simulate(fleet: Fleet, event: Event): Promise<Outcome> {
	const random = new Random(fleet.seed, 0);
	Math.random = () => random.next();
	const time = new FleetTime();
	const { HeldLease, LeaseWatch } = time.load<Loaded>('lease/held-lease', 'lease/lease-watch');
	const engine = new FleetEngine(time, fleet.costs);
	const { ttl } = fleet;
	const watches = Math.ceil(fleet.workers / fleet.perHost);
	let endedAt = Number.POSITIVE_INFINITY;
	let wrong = 0;
	let lastNotice = 0;
	let told = 0;

	const hold = async () => {
		const asked = time.now;
		const grant = await engine.acquire('key', ttl);
		return grant && new HeldLease(engine, 'key', killable(grant), { asked, isOurs: false });
	};
	// A process that is killed asks and answers nothing any more.
	let isKilled = false;
	const never = new Promise<never>(() => {});
	const killable = (grant: Grant): Grant => ({
		...grant,
		renew: () => (isKilled ? never : grant.renew()),
		release: () => (isKilled ? never : grant.release()),
	});
	const holding = hold();
	await time.runTo(10);
	const lease = await holding;
	if (!lease) throw new Error('the lease is not free');
	const onEnd = (end: ParentEnd) => {
		told += 1;
		if (time.now < endedAt || end !== 'parent-gone') wrong += fleet.perHost;
		const last = fleet.perHost > 1 ? LIFELINE[0] + (fleet.perHost - 1) * LIFELINE[1] : 0;
		lastNotice = Math.max(lastNotice, time.now + last);
	};
	for (let count = 0; count < watches; count++) {
		const watched = { key: 'key', ttl, token: lease.token, partition: ttl };
		time.set(() => void new LeaseWatch(engine, watched, onEnd), random.next() * CALM);
	}
	await time.runTo(CALM);
	const before = engine.requests;
	await time.runTo(2 * CALM);
	const requestsPerSecond = ((engine.requests - before) / CALM) * 1000;

	if (event.startsWith('engine')) {
		engine.isDown = true;
		await time.runTo(time.now + 4000);
		engine.isDown = false;
		await time.runTo(time.now + CALM);
	}
	endedAt = time.now;
	let takenAt = 0;
	const standBy = async () => {
		if (await hold()) takenAt = time.now;
		else time.set(() => void standBy(), 1000);
	};
	time.set(() => void standBy(), random.next() * 1000);
	isKilled = event !== 'released';
	if (!isKilled) void lease.release();
	await time.runTo(endedAt + 3 * ttl);
	return {
		watches,
		requestsPerSecond,
		noticed: lastNotice - endedAt,
		takenOver: takenAt - endedAt,
		worstWait: engine.worstWait,
		wrong,
		left: (watches - told) * fleet.perHost,
	};
}
