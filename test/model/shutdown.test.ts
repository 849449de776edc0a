/** The shutdown beside its reference: whatever ends a process, whenever, and whatever its hooks do. */
import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { isLong } from '../helpers/extent.js';
import { fixture } from '../helpers/fixtures.js';
import { inTurns, PRELOAD, start } from '../helpers/start.js';
import type { Event, Limits } from './shutdown-events.js';
import type { Script } from './shutdown-player.js';
import { ShutdownReference, Undecided } from './shutdown-reference.js';
import { createScripts, known, knownLate } from './shutdown-script.js';
import { playVirtually } from './virtual-process.js';

interface Virtual {
	script: Script;
	gracePeriod: number;
}

const virtual: fc.Arbitrary<Virtual> = fc.record({
	script: createScripts({
		takes: fc.oneof(
			fc.integer({ min: 1, max: 150 }),
			fc.constantFrom('nothing' as const, 'for ever' as const),
		),
		timeout: fc.option(odd(150, 1.0137), { nil: undefined }),
		after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 150 }), odd(400, 1.0091)),
		others: [
			{ do: 'shutdown' },
			{ do: 'lose the parent' },
			{ do: 'signal', signal: 'SIGTERM' },
			{ do: 'signal', signal: 'SIGINT' },
		],
	}),
	gracePeriod: fc.oneof(odd(200, 1.0273), odd(1200, 1.0273)),
});

/** Times that do not meet any other by chance, for what comes first then is nobody's business. */
function odd(max: number, factor: number): fc.Arbitrary<number> {
	return fc.integer({ min: 1, max }).map((ms) => ms * factor + ms ** 2 / 1e5);
}

it('a shutdown does what its reference says, in virtual time', async (t) => {
	const tally = new Map<string, number>();
	const property = fc.asyncProperty(virtual, async ({ script, gracePeriod }) => {
		const events = await playVirtually(script, gracePeriod);
		judge(events, { gracePeriod, early: 1e-6, late: 1, hearsAll: true });
		count(events, tally);
	});
	const examples = [...known, ...knownLate].map((script): [Virtual] => [
		{ script, gracePeriod: 100 },
	]);
	await fc.assert(property, {
		numRuns: isLong ? 2000 : 600,
		interruptAfterTimeLimit: 6000,
		examples,
		includeErrorInReport: true,
	});
	t.diagnostic(JSON.stringify(Object.fromEntries(tally)));
});

interface Real {
	script: Script;
	/** Whether the watch finds at once that the parent is gone. */
	isOrphan: boolean;
}

/** Nothing comes near the deadline, and hooks that never end are given up soon. */
const real: fc.Arbitrary<Real> = fc.record({
	script: createScripts({
		takes: fc.oneof(fc.integer({ min: 1, max: 15 }), fc.constant('nothing' as const)),
		timeout: fc.option(fc.integer({ min: 5, max: 15 }), { nil: undefined }),
		after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 15 })),
		others: [
			{ do: 'shutdown' },
			{ do: 'signal', signal: 'SIGTERM' },
			{ do: 'signal', signal: 'SIGINT' },
		],
	}),
	isOrphan: fc.boolean(),
});

it('a shutdown does what its reference says, in real processes', async (t) => {
	const tally = new Map<string, number>();
	const some = fc.array(real, { minLength: 4, maxLength: 4 });
	const property = fc.asyncProperty(some, (items) =>
		inTurns(items, 4, async ({ script, isOrphan }) => {
			const events = await playReally(t, script, isOrphan);
			const limits = { gracePeriod: GRACE_PERIOD, early: 3, late: 10_000, hearsAll: false };
			judge(events, limits, isOrphan ? 'parent-gone' : 'exit');
			count(events, tally);
		}),
	);
	// On a busy machine fewer are played; a failure is made simpler for as long.
	const limits = { numRuns: isLong ? 40 : 8, interruptAfterTimeLimit: 10_000 };
	const examples: [Real[]][] = [[known.map((script) => ({ script, isOrphan: false }))]];
	await fc.assert(property, { ...limits, examples, includeErrorInReport: true });
	t.diagnostic(JSON.stringify(Object.fromEntries(tally)));
});

const GRACE_PERIOD = 10_000;

async function playReally(t: TestContext, script: Script, isOrphan: boolean): Promise<Event[]> {
	const variables = {
		PARENT_WATCHDOG_GRACE_PERIOD: `${GRACE_PERIOD}`,
		// No process has that pid.
		PARENT_WATCHDOG_PID: isOrphan ? String(2 ** 31 - 2) : undefined,
	};
	const tree = start(t, fixture('model/playing', { script }), variables, { execArgv: PRELOAD });
	const lines = await tree.end();
	const { code, signal } = await tree.exit();
	const at = performance.timeOrigin + performance.now();
	return [
		...lines.map((line): Event => JSON.parse(line)),
		{ at, what: 'gone', how: signal ?? `exit ${code}` },
	];
}

function judge(
	events: readonly Event[],
	limits: Limits,
	otherwise: 'exit' | 'parent-gone' = 'exit',
) {
	const reference = new ShutdownReference(limits, otherwise);
	for (const [index, event] of events.entries()) {
		try {
			reference.tell(event);
		} catch (error) {
			if (error instanceof Undecided) return;
			const lines = events.map((one, at) => `${at === index ? '> ' : '  '}${JSON.stringify(one)}`);
			throw new Error(`${(error as Error).message}\n${lines.join('\n')}`);
		}
	}
	assert.equal(events.at(-1)?.what, 'gone');
}

/** What has been covered. */
function count(events: readonly Event[], tally: Map<string, number>): void {
	for (const event of events) {
		const { what, reason = '', outcome = '' } = event as Event & Record<string, string>;
		const kind = `${what} ${reason}${outcome}`.trim();
		tally.set(kind, (tally.get(kind) ?? 0) + 1);
	}
}
