/** Rounds of one scenario: many families are started, and their parents killed one by one. */
import { setTimeout as delay } from 'node:timers/promises';
import { Family, type Situation } from '../harness/family.js';
import { inLanes, shuffle } from '../harness/lanes.js';
import type { Neighbours } from '../harness/neighbours.js';
import type { Contender } from '../harness/peers.js';

export interface Scenario {
	title: string;
	situation: Situation;
	/** Whose median the others' are compared with. */
	base: string;
	takesPart(contender: Contender): boolean;
	/** For how long, in ms, the child is left alone before the kill; beyond that, up to a second at random. */
	calm: number;
	/** How many families live at once. Those that are pushed are killed one after another. */
	lanes?: number;
	neighbours?: number;
}

/** By then a child that hears at all has heard: the slowest asks every 3 s, or waits 5 s more. */
const DEADLINE = 9000;

export type Outcome = 'cleanup' | 'no cleanup' | 'orphan';
export interface Heard {
	outcome: Outcome;
	/** Until the first line of the cleanup, or where there is none until the end; in ms. */
	after: number;
}

/** One round of all, in turns: all are started, and once they are calm, their parents die one by one. */
export async function killInTurns(
	contenders: readonly Contender[],
	{ situation, calm }: Scenario,
	neighbours?: Neighbours,
): Promise<Map<string, Heard>> {
	const order = shuffle(contenders);
	const families = order.map(({ id, peer }) => new Family(id, peer, situation));
	const heard = new Map<string, Heard>();
	try {
		await Promise.all(families.map((family) => family.ready()));
		await delay(calm);
		await neighbours?.wake();
		for (const [index, family] of families.entries()) {
			heard.set(order[index]?.id ?? '', await killOne(family));
		}
	} finally {
		neighbours?.rest();
		await Promise.all(families.map((family) => family.end()));
	}
	return heard;
}

/** So many rounds of each, whose phase does not matter to the others. */
export async function killInLanes(
	contenders: readonly Contender[],
	{ situation, calm, lanes = 1 }: Scenario,
	rounds: (contender: Contender) => number,
): Promise<Map<string, Heard[]>> {
	const results = new Map<string, Heard[]>(contenders.map(({ id }) => [id, []]));
	const jobs = contenders.flatMap((contender) =>
		Array.from({ length: rounds(contender) }, () => async () => {
			const family = new Family(contender.id, contender.peer, situation);
			try {
				await family.ready();
				// Any moment of an interval is as likely as any other.
				await delay(calm + Math.random() * 1000);
				results.get(contender.id)?.push(await killOne(family));
			} finally {
				await family.end();
			}
		}),
	);
	await inLanes(lanes, shuffle(jobs));
	return results;
}

async function killOne(family: Family): Promise<Heard> {
	family.kill();
	const timer = new AbortController();
	await Promise.race([
		family.gone,
		delay(DEADLINE, undefined, { signal: timer.signal }).catch(() => {}),
	]);
	timer.abort();
	if (family.goneAt === undefined) return { outcome: 'orphan', after: Number.NaN };
	const { hookAt, goneAt, killedAt } = family;
	return hookAt === undefined
		? { outcome: 'no cleanup', after: goneAt - killedAt }
		: { outcome: 'cleanup', after: hookAt - killedAt };
}
