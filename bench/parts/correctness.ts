/** Hostile cases and who does right in them, in one harness for all. */
import { inLanes, shuffle } from '../harness/lanes.js';
import { type Contender, findContenders, isOurs } from '../harness/peers.js';
import type { Goal, Section } from '../harness/section.js';
import type { Options } from '../options.js';
import { CASES, findImpossible } from './cases.js';
import { judge, type Verdict } from './judge.js';

/** Families that live at once. Most of the time they wait. */
const LANES = 20;
const SIGNS: Record<Verdict, string> = {
	right: '✓',
	'false alarm': '**!**',
	orphan: '**✗**',
	'hook lost': '○',
	'not possible': '–',
};

/** Who is in a brief run. */
const isBrief = (id: string) => ['ours-ipc', 'ours-poll', 'bare-kill-0'].includes(id);

type Verdicts = Map<string, Verdict[]>;

export async function measureCorrectness({ rounds, brief, note }: Options): Promise<Section> {
	const { present, skipped } = await findContenders(brief ? isBrief : undefined);
	const impossible = findImpossible();
	const names = Object.keys(CASES).filter((name) => !impossible.includes(name));
	const verdicts: Verdicts = new Map();
	const jobs = present.flatMap((contender) =>
		names.flatMap((name) => {
			// Ours has to be right each time.
			const times = isOurs(contender.id) && !brief ? Math.min(2, rounds) : 1;
			return Array.from({ length: times }, () => () => play(contender, name, verdicts));
		}),
	);
	note(`correctness, ${jobs.length} families`);
	await inLanes(LANES, shuffle(jobs));
	return {
		title: 'Correctness',
		text: [
			'Each child first has to live on beside its living parent for longer than a poll, and then, when the parent is killed, to run its cleanup to the end and be gone.',
			'✓ right · **!** false alarm: ended while its parent lived · **✗** orphan · ○ gone, but its cleanup did not run to the end · – the case does not apply. A number beside a sign: so many of the rounds.',
			names.map((name, index) => `${index + 1}. ${CASES[name]?.title}`).join('\n'),
		],
		tables: [
			{
				title: 'Cases × peers',
				head: ['', ...names.map((_, index) => String(index + 1))],
				rows: present.map(({ id, peer }) => [
					peer.name,
					...names.map((name) => sign(verdicts.get(`${id} ${name}`) ?? [])),
				]),
			},
		],
		goals: toGoals(present, names, verdicts),
		plots: [],
		skipped: [
			...skipped,
			...impossible.map((name) => `${CASES[name]?.title}: refused by this system`),
		],
	};
}

async function play(contender: Contender, name: string, verdicts: Verdicts): Promise<void> {
	const one = CASES[name];
	if (!one) return;
	const verdict = await judge(contender, one);
	const key = `${contender.id} ${name}`;
	verdicts.set(key, [...(verdicts.get(key) ?? []), verdict]);
}

/** The worst first. */
function sign(verdicts: readonly Verdict[]): string {
	const order: Verdict[] = ['false alarm', 'orphan', 'hook lost', 'not possible', 'right'];
	const worst = order.find((one) => verdicts.includes(one)) ?? 'not possible';
	const times = verdicts.filter((one) => one === worst).length;
	return times === verdicts.length ? SIGNS[worst] : `${SIGNS[worst]} ${times}/${verdicts.length}`;
}

/** No case is lost if one of our entrances is right in it each time, and none of them ever raises a false alarm. */
function toGoals(present: readonly Contender[], names: string[], verdicts: Verdicts): Goal[] {
	const ours = present.filter(({ id }) => isOurs(id));
	const of = (id: string, name: string) => verdicts.get(`${id} ${name}`) ?? [];
	const lost = names.filter(
		(name) => !ours.some(({ id }) => of(id, name).every((verdict) => verdict === 'right')),
	);
	const alarms = ours.flatMap(({ id, peer }) =>
		names
			.filter((name) => of(id, name).includes('false alarm'))
			.map((name) => `${peer.name}: ${name}`),
	);
	const goal = (what: string, list: string[]): Goal => ({
		what,
		goal: 'none',
		measured: list.join(', ') || 'none',
		holds: list.length === 0,
	});
	return [
		goal('cases in which no entrance of ours is right', lost),
		goal('false alarms of ours', alarms),
	];
}
