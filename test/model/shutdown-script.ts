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
