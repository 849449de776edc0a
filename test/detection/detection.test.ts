/** A parent that is gone so early that its child was hardly loaded, or not at all. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { isLong } from '../helpers/extent.js';
import { fixturePath } from '../helpers/fixtures.js';
import { EXEC_ARGV, inTurns, PRELOAD, start, type Variables } from '../helpers/start.js';

/** A new process is loaded within these 40 ms. */
const delays = isLong ? range(21, 2) : range(6, 8);

interface Way {
	variables: Variables;
	/** Whether the parent runs the watchdog too, and so is named in the environment. */
	watching?: boolean;
}

const ways: Record<string, Way> = {
	'fork() from a plain parent, watched in code': { variables: { HOW: 'fork', WATCH: '{}' } },
	'fork() from a plain parent, watched by the preload': { variables: { HOW: 'fork', EXEC_ARGV } },
	'fork() from a watching parent, watched by the preload': {
		variables: { HOW: 'fork', EXEC_ARGV },
		watching: true,
	},
	'spawn() from a watching parent, watched in code': {
		variables: { HOW: 'spawn', WATCH: '{}' },
		watching: true,
	},
	'spawn() from a watching parent, watched by the preload': {
		variables: { HOW: 'spawn', EXEC_ARGV },
		watching: true,
	},
};

describe('a parent that is killed 0 to 40 ms after the start', () => {
	for (const [name, way] of Object.entries(ways)) {
		it(name, async (t) => {
			await inTurns(delays, 5, (ms) => killAfter(t, ms, way));
		});
	}
});

function range(length: number, step: number): number[] {
	return Array.from({ length }, (_, index) => index * step);
}

/** Whenever it is: nobody is left, and the hook has run once. */
async function killAfter(t: TestContext, ms: number, { variables, watching }: Way): Promise<void> {
	const tree = start(
		t,
		'short-lived-parent',
		{ ...variables, CHILD: fixturePath('telling-child'), AFTER: `${ms}` },
		{ execArgv: watching ? PRELOAD : [] },
	);
	const lines = await tree.end();
	const story = lines.filter((line) => !/^(verdict|gone)/.test(line)).join(', ');
	assert.match(
		story,
		/^ready pid=\d+, hook started: parent-gone by (ipc|poll|load), hook ended, exit 129$/,
		`killed after ${ms} ms`,
	);
}
