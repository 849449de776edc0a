import { quantile } from '../harness/measure.js';
import { atMost, type Goal } from '../harness/section.js';
import type { Results } from './detection.js';

/** What the design promises, of this run. */
export function detectionGoals(all: Record<string, Results>): Goal[] {
	const p = (scenario: string, id: string, share: number) =>
		quantile(
			(all[scenario]?.get(id) ?? []).map(({ after }) => after),
			share,
		);
	const ratio = (id: string, other: string) => p('pushed', id, 0.5) / p('pushed', other, 0.5);
	const guarded = ['ours-guard', 'ours-guard-quick'].flatMap((id) => all.busy?.get(id) ?? []);
	const isGoneWithHooks = guarded.every(({ outcome }) => outcome === 'cleanup');
	const goals = [
		atMost(
			"push by the channel / bare 'disconnect' handler",
			1.2,
			ratio('ours-ipc', 'bare-disconnect'),
		),
		atMost(
			"push by the lifeline / bare 'disconnect' handler",
			1.2,
			ratio('ours-lifeline', 'bare-disconnect'),
		),
		atMost('push by the channel / blocking read', 2, ratio('ours-ipc', 'blocking-read')),
		atMost('poll at the default pace, p99', 1020, p('polled', 'ours-poll', 0.99), 'ms'),
		atMost('poll every 250 ms, p99', 270, p('polled', 'ours-poll-250', 0.99), 'ms'),
		atMost(
			'busy child with a guard, until its cleanup, max',
			1000,
			p('busy', 'ours-guard', 1),
			'ms',
		),
		atMost(
			'the same with a grace period of 2 s and an interval of 250 ms',
			1000,
			p('busy', 'ours-guard-quick', 1),
			'ms',
		),
		{
			what: 'busy child with a guard: cleanup runs',
			goal: 'always',
			measured: isGoneWithHooks ? 'always' : 'not always',
			holds: isGoneWithHooks,
		},
	];
	// A brief run does not have all.
	return goals.filter(({ measured }) => !measured.startsWith('–'));
}
