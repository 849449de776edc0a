/** What programs and their hooks may do, drawn at random. */
import fc from 'fast-check';
import type { HookPlan, Script, Step } from './shutdown-player.js';

export interface Drawn {
	/** How long hooks may take, and how long programs wait, in ms. */
	takes: fc.Arbitrary<HookPlan['takes']>;
	timeout: fc.Arbitrary<number | undefined>;
	after: fc.Arbitrary<number>;
	/** What may be done beside adding and removing hooks, and exiting. */
	others: readonly Step[];
}

export function createScripts(drawn: Drawn): fc.Arbitrary<Script> {
	const step = createStep(drawn, 2);
	const add = fc.record({ do: fc.constant('add' as const), hook: createHook(drawn, 1) });
	const first = fc.array(fc.record({ after: fc.constant(0), step: add }), { maxLength: 3 });
	const steps = fc.array(fc.record({ after: drawn.after, step }), { maxLength: 5 });
	return fc.tuple(first, steps).map((both) => both.flat());
}

function createStep(drawn: Drawn, depth: number): fc.Arbitrary<Step> {
	const options: fc.WeightedArbitrary<Step>[] = [
		{
			weight: 2,
			arbitrary: fc.record({ do: fc.constant('remove' as const), nth: fc.nat(4) }),
		},
		{ weight: 4, arbitrary: fc.constantFrom(...drawn.others) },
		{
			weight: 1,
			arbitrary: fc.record({
				do: fc.constant('exit' as const),
				code: fc.integer({ min: 1, max: 9 }),
			}),
		},
	];
	if (depth > 0) {
		const hook = createHook(drawn, depth - 1);
		options.push({ weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), hook }) });
	}
	return fc.oneof(...options);
}

function createHook(drawn: Drawn, depth: number): fc.Arbitrary<HookPlan> {
	const steps = fc.array(createStep(drawn, depth), { maxLength: 2 });
	return fc.record({
		priority: fc.constantFrom(-1, 0, 0, 1),
		timeout: drawn.timeout,
		first: steps,
		last: steps,
		takes: drawn.takes,
		fails: fc.boolean(),
	});
}

const plain: HookPlan = {
	priority: 0,
	timeout: undefined,
	first: [],
	last: [],
	takes: 'nothing',
	fails: false,
};
const add = (plan: Partial<HookPlan> = {}): Step => ({ do: 'add', hook: { ...plain, ...plan } });
const now = (...steps: Step[]): Script => steps.map((step) => ({ after: 0, step }));

/** What has gone wrong once, or easily could. */
export const known: Script[] = [
	// A hook that had ended was told as unfinished.
	now(add(), { do: 'shutdown' }, { do: 'exit', code: 1 }),
	// The first signal ended the process in the middle of the hook.
	now({ do: 'shutdown' }, add({ takes: 5 }), { do: 'signal', signal: 'SIGTERM' }),
	// Nobody listens by the time at which the signal is told.
	now(add(), { do: 'signal', signal: 'SIGTERM' }, { do: 'remove', nth: 0 }),
	// What exits while the process exits would cost the other hook its turn.
	now(add(), add({ first: [{ do: 'exit', code: 2 }] }), { do: 'exit', code: 1 }),
];

/** The same, but it takes the whole grace period. */
export const knownLate: Script[] = [
	// The last hook had to wait for one that was late and never ended.
	[
		...now(add({ priority: -1 }), add({ takes: 'for ever' }), { do: 'shutdown' }),
		{ after: 60, step: add({ takes: 1 }) },
	],
];
