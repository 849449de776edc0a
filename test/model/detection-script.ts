/** What may happen to a watch, drawn at random. */
import fc from 'fast-check';
import type { Source } from 'parent-watchdog';
import type { Answer } from './detection-reference.js';

/** What goes on when a suspicion is over, and may itself do anything. */
type Held = Action | 'nothing';

export type Action =
	| { do: 'suspect'; source: Source; closed: boolean; cleared: Held | undefined }
	| { do: 'check' | 'checkSoon' | 'conclude'; source: Source }
	| { do: 'hold'; released: Held }
	| { do: 'stop' }
	| { do: 'parent'; target: number; is: Answer }
	| { do: 'pass'; steps: number };

export interface Script {
	/** Whether hooks wait for the verdict, so that it is probed faster. */
	isUrgent: boolean;
	targets: number;
	wasAdopted: boolean;
	/** Whether the process ends once the parent is gone; one that was told to outlive it stops the watch. */
	ends: boolean;
	actions: Action[];
}

const suspect = (cleared: fc.Arbitrary<Held | undefined>): fc.Arbitrary<Action> =>
	fc.record({
		do: fc.constant('suspect' as const),
		source: fc.constantFrom<Source[]>('ipc', 'epipe'),
		closed: fc.boolean(),
		cleared,
	});
const hold = (released: fc.Arbitrary<Held>): fc.Arbitrary<Action> =>
	fc.record({ do: fc.constant('hold' as const), released });
const look: fc.Arbitrary<Action> = fc.record({
	do: fc.constantFrom('check', 'check', 'checkSoon', 'checkSoon', 'conclude'),
	source: fc.constantFrom<Source[]>('poll', 'load', 'stdin', 'guard'),
});
const stop: fc.Arbitrary<Action> = fc.constant({ do: 'stop' });
const change: fc.Arbitrary<Action> = fc.record({
	do: fc.constant('parent' as const),
	target: fc.nat(1),
	is: fc.constantFrom<Answer[]>('alive', 'unknown', 'gone'),
});
const pass: fc.Arbitrary<Action> = fc.record({
	do: fc.constant('pass' as const),
	steps: fc.integer({ min: 1, max: 10 }),
});
const nothing = fc.constant('nothing' as const);
const held = fc.oneof(nothing, suspect(nothing), hold(nothing), look, stop);

export const scripts: fc.Arbitrary<Script> = fc.record({
	isUrgent: fc.boolean(),
	targets: fc.integer({ min: 1, max: 2 }),
	wasAdopted: fc.boolean(),
	ends: fc.boolean(),
	actions: fc.array(
		fc.oneof(
			{ weight: 6, arbitrary: suspect(fc.option(held, { nil: undefined })) },
			{ weight: 5, arbitrary: pass },
			{ weight: 4, arbitrary: change },
			{ weight: 2, arbitrary: hold(held) },
			{ weight: 4, arbitrary: look },
			{ weight: 1, arbitrary: stop },
		),
		{ maxLength: 16 },
	),
});

const plain = { isUrgent: false, targets: 1, wasAdopted: false, ends: true };

/** What has gone wrong once. */
export const known: Script[] = [
	{
		// The second source had only what was left of the burst.
		...plain,
		actions: [
			{ do: 'suspect', source: 'epipe', closed: false, cleared: undefined },
			{ do: 'pass', steps: 8 },
			{ do: 'suspect', source: 'ipc', closed: true, cleared: 'nothing' },
			{ do: 'pass', steps: 1 },
			{ do: 'parent', target: 0, is: 'gone' },
		],
	},
	{
		// What was found long after the load was said to be found at load.
		...plain,
		actions: [
			{ do: 'checkSoon', source: 'load' },
			{ do: 'pass', steps: 1 },
			{ do: 'parent', target: 0, is: 'gone' },
			{ do: 'check', source: 'poll' },
		],
	},
];
