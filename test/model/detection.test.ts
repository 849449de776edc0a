/** The suspicion logic beside its reference: whatever comes, in whatever order, both do the same. */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import fc from 'fast-check';
import type { Source } from 'parent-watchdog';
import type { Target } from '../../src/detection/target.js';
import { type Answer, DetectionReference } from './detection-reference.js';
import { type Action, known, type Script, scripts } from './detection-script.js';
import { replace, VirtualTime } from './virtual-time.js';

const time = new VirtualTime();
const { Detection } =
	time.load<typeof import('../../src/detection/detection.js')>('detection/detection');
const { ClosedChannel } = time.load<typeof import('../../src/detection/closed-channel.js')>(
	'detection/closed-channel',
);

/**
 * Time passes in steps of 60 ms, within which both agree about what comes first: probes are at most 10 ms
 * apart, a burst ends 20 to 32 ms after the start of a step (40 to 56 if it began then), and what is held
 * for 75 ms goes on 15 ms after one.
 */
const STEP = 60;
const HOLD = 75;

/** Something that a script can be played on. */
interface Player extends Pick<DetectionReference, Exclude<keyof DetectionReference, 'passTo'>> {
	now(): number;
	passTo(time: number): void;
}
type Create = (script: Script, answers: Answer[], onGone: OnGone) => Player;
type OnGone = (source: Source, target: number, suspectedAt: number) => boolean;

it('the suspicion logic does what its reference does', (t) => {
	const seen = new Map<string, number>();
	const property = fc.property(scripts, (script) => {
		const expected = play(script, createReference);
		assert.deepEqual(play(script, createDetection), expected);
		for (const line of expected) {
			const kind = line.replace(/^\d+: |[\d-]+/g, '');
			seen.set(kind, (seen.get(kind) ?? 0) + 1);
		}
	});
	fc.assert(property, {
		numRuns: 1500,
		interruptAfterTimeLimit: 6000,
		examples: known.map((one) => [one]),
		includeErrorInReport: true,
	});
	t.diagnostic([...seen].map(([kind, count]) => `${kind} ${count}`).join(', '));
});

/** What has happened, each with the step in which it did. */
function play(script: Script, create: Create): string[] {
	const log: string[] = [];
	const answers = Array<Answer>(script.targets).fill('alive');
	const step = (ms = player.now()) => Math.floor(ms / STEP);
	const note = (what: string) => log.push(`${step()}: ${what}`);
	const player: Player = create(script, answers, (source, target, since) => {
		note(`gone by ${source}, target ${target}, suspected in ${step(since)}`);
		if (!script.ends) player.stop();
		return script.ends;
	});
	const act = (action: Action, name: string) => {
		const held = (what: Action | 'nothing') => () => {
			note(`goes on: ${name}`);
			if (what !== 'nothing') act(what, `${name} of that`);
		};
		switch (action.do) {
			case 'suspect': {
				const { source, closed, cleared } = action;
				return player.suspect(source, closed, cleared && held(cleared));
			}
			case 'hold':
				return player.hold(HOLD, held(action.released));
			case 'stop':
				return player.stop();
			case 'parent':
				answers[action.target % answers.length] = action.is;
				return;
			case 'pass':
				return player.passTo((step() + action.steps) * STEP);
			default:
				return player[action.do](action.source);
		}
	};
	for (const [index, action] of script.actions.entries()) act(action, `action ${index}`);
	player.passTo((step() + 20) * STEP);
	return log;
}

function createReference({ wasAdopted }: Script, answers: Answer[], onGone: OnGone): Player {
	let now = 0;
	const reference = new DetectionReference({ answers, wasAdopted, now: () => now, onGone });
	return Object.assign(reference, {
		now: () => now,
		passTo: (until: number) => {
			DetectionReference.prototype.passTo.call(reference, until, (at) => {
				now = at;
			});
			now = until;
		},
	});
}

/** Targets of which a probe truly says what they are. */
const TARGETS: Record<Answer, Target> = {
	alive: {
		pid: process.ppid,
		direct: true,
		replaced: false,
		start: undefined,
		held: undefined,
	},
	unknown: { pid: 0, direct: false, replaced: false, start: undefined, held: undefined },
	gone: { pid: -1, direct: false, replaced: true, start: undefined, held: undefined },
};

function createDetection(
	{ wasAdopted, isUrgent }: Script,
	answers: Answer[],
	onGone: OnGone,
): Player {
	time.clear();
	time.now = 0;
	const detection = new Detection(
		({ detectedBy, parentPid, suspectedAt }) => {
			const target = detection.targets.findIndex(({ pid }) => pid === parentPid);
			return onGone(detectedBy, target, suspectedAt);
		},
		new ClosedChannel(() => wasAdopted),
	);
	detection.channel.isEarly = true;
	detection.isUrgent = isUrgent;
	Object.defineProperty(detection, 'targets', { get: () => answers.map((one) => TARGETS[one]) });
	return Object.assign(detection, { now: () => time.now, passTo: (at: number) => time.passTo(at) });
}

// An urgent burst waits right there; in this time too.
const restore = replace(Atomics, {
	wait: (_: Int32Array, __: number, ___: number, ms: number) => {
		time.now += ms;
		return 'timed-out';
	},
});
after(restore);
