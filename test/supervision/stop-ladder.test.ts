/** Which step of the ladder ends which child, and what the report says of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fixture, fixture } from '../helpers/fixtures.js';
import { assertRounded } from '../helpers/rounded.js';
import {
	createSupervisor,
	forkFixture,
	inTime,
	type Supervised,
	type SuperviseTestOptions,
	spawnProgram,
} from '../helpers/supervised.js';

type Command = readonly [string, ...string[]];

interface Case {
	what: Fixture | Command;
	options?: SuperviseTestOptions;
	/** Done once it is there. */
	before?: (supervised: Supervised) => void;
	endedBy: string;
	exitCode: number;
	/** What its record holds besides `ready`. */
	lines?: string[];
}

/** Nobody waits that long: where the time of a step is this one, the step must end early. */
const AGES = 600_000;
const PYTHON = ['python3', '-c'] as const;

const cases: Record<string, Case> = {
	'that obeys its stop event': {
		what: fixture('supervision/obeying'),
		options: { stop: { event: AGES } },
		endedBy: 'event',
		exitCode: 0,
		lines: ['stop event: true'],
	},
	'in which nothing looks at the event': {
		what: fixture('supervision/hearing'),
		options: { stop: { event: AGES, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
	},
	'that looks at the event, and ignores it': {
		what: fixture('supervision/hearing', { looks: true }),
		options: { stop: { event: 100, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
		lines: ['stop event'],
	},
	'that ends by SIGINT': {
		what: fixture('supervision/hearing', { hears: ['SIGINT', 'SIGTERM'], endsBy: 'SIGINT' }),
		options: { stop: { interrupt: AGES } },
		endedBy: 'interrupt',
		exitCode: 0,
		lines: ['SIGINT'],
	},
	'that ignores SIGINT': {
		what: fixture('supervision/hearing', { hears: ['SIGINT', 'SIGTERM'], endsBy: 'SIGTERM' }),
		options: { stop: { interrupt: 100, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: 0,
		lines: ['SIGINT', 'SIGTERM'],
	},
	'that ignores SIGTERM': {
		what: fixture('supervision/hearing', { hears: ['SIGINT', 'SIGTERM'] }),
		options: { stop: { terminate: 300, kill: AGES } },
		endedBy: 'kill',
		exitCode: -9,
		lines: ['SIGTERM'],
	},
	'that is not told of the event': {
		what: fixture('supervision/obeying'),
		options: { stop: { event: false, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
	},
	'that is spared SIGTERM': {
		what: fixture('supervision/hearing', { hears: ['SIGINT', 'SIGTERM'] }),
		options: { stop: { event: 0, interrupt: 0, terminate: 0, kill: AGES } },
		endedBy: 'kill',
		exitCode: -9,
	},
	'with a hook': {
		what: fixture('child'),
		options: { stop: { event: AGES, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
		lines: ['hook started: signal by SIGTERM', 'hook ended'],
	},
	'with a hook that is slower than its interrupt is given time': {
		what: fixture('supervision/slow-hook'),
		options: { stop: { event: false, interrupt: 50, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -2,
		lines: ['hook started: signal', 'hook ended'],
	},
	'that is stopped (SIGSTOP)': {
		what: fixture('child'),
		options: { stop: { event: 100, terminate: AGES } },
		before: ({ child }) => process.kill(child.pid as number, 'SIGSTOP'),
		endedBy: 'terminate',
		exitCode: -15,
		lines: ['hook started: signal by SIGTERM', 'hook ended'],
	},
	'that is blocked': {
		what: fixture('supervision/blocked'),
		options: { stop: { event: 100, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
	},
	'that is blocked, with a hook': {
		what: fixture('supervision/blocked', { hasHook: true }),
		options: { stop: { event: 100, terminate: 300, kill: AGES } },
		endedBy: 'kill',
		exitCode: -9,
	},
	'that does not watch': {
		what: fixture('supervision/obeying'),
		options: { variables: { PARENT_WATCHDOG: 'off' }, stop: { event: AGES, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
	},
	'that is a shell': {
		what: ['sh', '-c', 'echo ready >&3; read line'],
		options: { stdin: 'pipe', stop: { event: AGES, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
	},
	'that is a Python program': {
		what: [...PYTHON, 'import os, time; os.write(3, b"ready\\n"); time.sleep(60)'],
		options: { stop: { event: AGES, terminate: AGES } },
		endedBy: 'terminate',
		exitCode: -15,
	},
	'that is a program which ignores SIGTERM': {
		what: ['sh', '-c', 'trap "echo SIGTERM >&3" TERM; echo ready >&3; while :; do sleep 0.2; done'],
		options: { stop: { event: AGES, terminate: 500, kill: AGES } },
		endedBy: 'kill',
		exitCode: -9,
		lines: ['SIGTERM'],
	},
};

describe('the stop of a child', { concurrency: 3 }, () => {
	for (const [
		name,
		{ what, options = {}, before, endedBy, exitCode, lines = [] },
	] of Object.entries(cases)) {
		it(`${name} ends it by ${endedBy}`, async (t) => {
			const supervisor = createSupervisor(t);
			const supervised =
				'path' in what
					? forkFixture(t, supervisor, what, { name: 'it', ...options })
					: spawnProgram(t, supervisor, what, { name: 'it', ...options });
			const { child } = supervised;
			await supervised.line(/^ready/);
			before?.(supervised);
			const report = await inTime(child.stop());
			assert.deepEqual(
				[report.name, report.pid, report.endedBy, report.exitCode],
				['it', child.pid, endedBy, exitCode],
			);
			const { event, interrupt, terminate } = options.stop ?? {};
			const { warning } = report;
			if (endedBy === 'kill') {
				assert.match(warning ?? '', /^it \(pid \d+\) did not end by itself, and was killed/);
				// It had the time that it was given.
				const isGiven = (ms: number | false | undefined): ms is number => !!ms && ms < AGES;
				const given = [event, interrupt, terminate].filter(isGiven);
				assertRounded(report.ms);
				assert.ok(report.ms >= given.reduce((sum, ms) => sum + ms, 0) - 5, `${report.ms} ms`);
			} else assert.equal(warning, undefined);
			assert.equal(child.exitCode, exitCode);
			assert.deepEqual(
				(await supervised.end()).filter((line) => !/^(ready|exit)/.test(line)),
				lines,
			);
		});
	}
});

it('a child that is exiting gets no SIGTERM, which would change its exit code', async (t) => {
	const supervisor = createSupervisor(t);
	const { child, line } = forkFixture(t, supervisor, fixture('supervision/leaving-lifeline'));
	await line(/^ready/);
	supervisor.stopEvent.set();
	await line(/^closed/);
	const { children } = await inTime(supervisor.stop({ event: AGES }));
	assert.deepEqual([children[0]?.endedBy, child.exitCode], ['event', 0]);
});

describe('the times of the steps', () => {
	const { scaleTimeouts, mergeSteps } =
		require('../../src/supervision/stop-times.js') as typeof import('../../src/supervision/stop-times.js');

	it('those of the call precede those of the child, and those the defaults', () => {
		const steps = mergeSteps({ event: 5, terminate: 6 }, { terminate: false, kill: undefined });
		assert.deepEqual(steps, {
			event: 5,
			interrupt: false,
			terminate: false,
			kill: 1000,
			tree: false,
		});
	});

	it('are shortened alike where there is less time', () => {
		const steps = mergeSteps({ event: 1000, interrupt: false, terminate: 2000, kill: 1000 });
		assert.deepEqual(scaleTimeouts(steps, 400), {
			event: 100,
			interrupt: false,
			terminate: 200,
			kill: 100,
			tree: false,
		});
		const { terminate, kill } = scaleTimeouts(
			mergeSteps({ event: 0, terminate: 1e6, kill: 1e3 }),
			500,
		);
		assert.deepEqual([terminate, kill], [400, 100], 'who is killed has the time to be gone');
		assert.equal(scaleTimeouts(mergeSteps({ event: 0, terminate: 0 }), 100).kill, 100);
		assert.equal(scaleTimeouts(steps, 4000), steps);
		assert.equal(scaleTimeouts(steps), steps);
	});
});
