/** Rounds of one scenario: many families are started, and their parents killed one by one. */
import { setTimeout as delay } from 'node:timers/promises';
import { Family } from '../harness/family.js';
import { inLanes, shuffle } from '../harness/lanes.js';
import type { Neighbours } from '../harness/neighbours.js';
import type { Contender } from '../harness/peers.js';
import type { Situation } from '../harness/situation.js';

export interface Scenario {
	title: string;
	situation: Situation;
	/** Whose median the others' are compared with. */
	base: string;
	takesPart(contender: Contender): boolean;
	/** For how long, in ms, the child is left alone before the kill; beyond that, up to a second at random. */
	calm: number;
	/** The same of one that differs. */
	calmOf?(contender: Contender): number | undefined;
	/** How many families live at once. Those that are pushed are killed one after another. */
	lanes?: number;
	neighbours?: number;
	/** Which part of the time of a whole run it may take. */
	share: number;
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
		const ready = await Promise.allSettled(families.map((family) => family.ready()));
		await delay(calm);
		await neighbours?.wake();
		for (const [index, family] of families.entries()) {
			if (ready[index]?.status === 'rejected') tell(ready[index].reason);
			else heard.set(order[index]?.id ?? '', await killOne(family));
		}
	} finally {
		neighbours?.rest();
		await Promise.all(families.map((family) => family.end()));
	}
	return heard;
}

/** So many rounds of each, or fewer when the time is over. The phase of one does not matter to the others. */
export async function killInLanes(
	contenders: readonly Contender[],
	scenario: Scenario,
	rounds: (contender: Contender) => number,
	until = Number.POSITIVE_INFINITY,
): Promise<Map<string, Heard[]>> {
	const { situation, calm, lanes = 1 } = scenario;
	const results = new Map<string, Heard[]>(contenders.map(({ id }) => [id, []]));
	const jobs = contenders.flatMap((contender) =>
		Array.from({ length: rounds(contender) }, () => async () => {
			if (performance.now() > until) return;
			const family = new Family(contender.id, contender.peer, situation);
			try {
				await family.ready();
				// Any moment of an interval is as likely as any other.
				await delay((scenario.calmOf?.(contender) ?? calm) + Math.random() * 1000);
				results.get(contender.id)?.push(await killOne(family));
			} catch (error) {
				tell(error as Error);
			} finally {
				await family.end();
			}
		}),
	);
	await inLanes(lanes, shuffle(jobs));
	return results;
}

/** One that does not start costs one round, not the run. */
function tell(error: Error): void {
	process.stderr.write(`a family did not start: ${error.message}\n`);
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
