/** Puts one family into one case, and says whether its child did right. */
import { setTimeout as delay } from 'node:timers/promises';
import { Family } from '../harness/family.js';
import type { Contender } from '../harness/peers.js';
import type { Case } from './cases.js';

export type Verdict = 'right' | 'false alarm' | 'orphan' | 'hook lost' | 'not possible';

/** Beyond the longest time that a peer needs, in ms: for a machine under load. */
const SPARE = 3000;

export async function judge(contender: Contender, one: Case): Promise<Verdict> {
	const { id, peer } = contender;
	if (one.fits?.(contender) === false) return 'not possible';
	const period = peer.period ?? 1200;
	const family = new Family(id, peer, one.situation);
	try {
		if (one.situation.diesAtOnce) {
			family.killedAt = 0;
			// Its time counts once it has loaded, which may take long; or it has ended before it was ready.
			await family.ready().catch(() => {});
		} else {
			await family.ready();
			await undergo(family, one, period);
			if (family.goneAt !== undefined || family.hookAt !== undefined) return 'false alarm';
			family.kill();
		}
		const timer = new AbortController();
		// Until a guard interrupts.
		const more = one.situation.child === 'busy' ? 2000 : 0;
		const deadline = period + SPARE + more;
		await Promise.race([
			family.gone,
			delay(deadline, undefined, { signal: timer.signal }).catch(() => {}),
		]);
		timer.abort();
		if (family.goneAt === undefined) return one.mayLive?.(contender) ? 'right' : 'orphan';
		return family.lines.includes('done') ? 'right' : 'hook lost';
	} catch (error) {
		process.stderr.write(`${peer.name}, ${one.title}: ${(error as Error).message}\n`);
		return 'not possible';
	} finally {
		await family.end();
	}
}

/** Longer than a poll: a false alarm shows. */
async function undergo(family: Family, { trial }: Case, period: number): Promise<void> {
	if (trial === 'disconnect') family.tell('disconnect');
	if (trial === 'stopped') family.signal('SIGSTOP');
	await delay(period + 800);
	if (trial === 'stopped') family.signal('SIGCONT');
}
