import { type Failure, judge } from './judge.js';
import { createPlan } from './plan.js';
import { type Played, type PlayOptions, play } from './play.js';
import { Tally } from './tally.js';

export interface RoundsOptions extends PlayOptions {
	seed: number;
	rounds: number;
	/** The number of the first round. */
	first?: number;
	/** How many are played side by side. */
	jobs: number;
	/** No round begins after that, in ms of `Date.now()`. */
	until?: number;
	onFailure: (report: string) => void;
	onRound?: (tally: Tally) => void;
}

export async function playRounds(options: RoundsOptions): Promise<Tally> {
	const { seed, rounds, first = 0, jobs, until = Number.POSITIVE_INFINITY } = options;
	const tally = new Tally();
	let next = first;
	const lane = async () => {
		while (next < first + rounds && Date.now() < until) {
			const plan = createPlan(seed, next++);
			const played = await play(plan, options);
			const failures = judge(played);
			tally.add(played, failures);
			if (failures.length > 0) options.onFailure(describe(played, failures));
			options.onRound?.(tally);
		}
	};
	await Promise.all(Array.from({ length: jobs }, lane));
	return tally;
}

/** All that is needed to understand it, and to play it again. */
function describe({ plan, events, stderr }: Played, failures: readonly Failure[]): string {
	const start = events[0]?.at ?? 0;
	const lines = [...events]
		.sort((a, b) => a.at - b.at)
		.map(
			({ at, id, ...rest }) =>
				`  ${(at - start).toFixed(2).padStart(9)} ${id} ${JSON.stringify(rest)}`,
		);
	return [
		`round ${plan.round} FAILED; replay: npm run test:chaos -- --seed ${plan.seed} --first ${plan.round} --rounds 1`,
		...failures.map(({ kind, text }) => `  ${kind}: ${text}`),
		`  plan: ${JSON.stringify(plan)}`,
		...lines,
		stderr && `  stderr: ${stderr}`,
	].join('\n');
}
