/** Whether whoever adopts orphans here reaps them: it is tried with one that ends at once. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readStat } from '../../processes/proc.js';
import { hasEnded } from '../../processes/stat.js';
import { now } from '../../runtime/clock.js';
import { type Check, costs, works } from './check.js';

/** In ms: a pid 1 that looks now and then takes a second. */
const PATIENCE = 3000;
const LATE = 200;

const UNREAPED =
	'Others take what has ended for alive, and it holds a pid. In a container, let a small init be pid 1 (docker run --init).';

export async function checkReaping(): Promise<Check> {
	const name = 'orphans are reaped';
	try {
		const { adopter, reapedAfter } = await watchOrphan();
		const who = adopter === process.pid ? 'this process' : `pid ${adopter}`;
		const after = `${Math.round(reapedAfter ?? PATIENCE)} ms after the end of one`;
		if (reapedAfter === undefined) return costs(name, `not by ${who}, ${after}`, UNREAPED);
		const until = 'Until then others take what has ended for alive, and it holds a pid.';
		return reapedAfter > LATE
			? costs(name, `by ${who}, ${after}`, until)
			: works(name, `by ${who}, ${after}`);
	} catch (error) {
		return costs(name, `could not be tried: ${(error as Error).message}`, 'It is not known.');
	}
}

async function watchOrphan() {
	const script = 'sleep 0.5 >/dev/null 2>&1 </dev/null & echo $!';
	const { stdout } = await promisify(execFile)('sh', ['-c', script], { timeout: 5000 });
	const pid = Number(stdout);
	const first = readStat(pid);
	if (!first) throw new Error(`the orphan ${pid} is not to be seen`);
	let adopter = first.ppid;
	let endedAt: number | undefined;
	for (const until = now() + PATIENCE; now() < until; await delay(10)) {
		const stat = readStat(pid);
		if (stat?.start !== first.start) return { adopter, reapedAfter: now() - (endedAt ?? now()) };
		adopter = stat.ppid;
		if (hasEnded(stat)) endedAt ??= now();
	}
	return { adopter, reapedAfter: undefined };
}
