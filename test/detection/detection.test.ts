/** A parent that is gone so early that its child was hardly loaded, or not at all. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { WatchOptions } from 'parent-watchdog';
import { isLong } from '../helpers/extent.js';
import { fixture } from '../helpers/fixtures.js';
import { inTurns, PRELOAD, start } from '../helpers/start.js';

/** A new process is loaded within these 40 ms. */
const delays = isLong ? range(21, 2) : range(6, 8);

interface Way {
	how: 'fork' | 'spawn';
	/** In code; else by the preload. */
	watch?: WatchOptions;
	/** Whether the parent runs the watchdog too, and so is named in the environment. */
	watching?: boolean;
}

const ways: Record<string, Way> = {
	'fork() from a plain parent, watched in code': { how: 'fork', watch: {} },
	'fork() from a plain parent, watched by the preload': { how: 'fork' },
	'fork() from a watching parent, watched by the preload': { how: 'fork', watching: true },
	'spawn() from a watching parent, watched in code': {
		how: 'spawn',
		watch: {},
		watching: true,
	},
	'spawn() from a watching parent, watched by the preload': {
		how: 'spawn',
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
async function killAfter(t: TestContext, ms: number, { how, watch, watching }: Way): Promise<void> {
	const child = fixture('telling-child', { watch });
	const execArgv = watch ? [] : PRELOAD;
	const parent = fixture('short-lived-parent', { how, after: ms, child, execArgv });
	const lines = await start(t, parent, {}, { execArgv: watching ? PRELOAD : [] }).end();
	const story = lines.filter((line) => !/^(verdict|gone)/.test(line)).join(', ');
	assert.match(
		story,
		/^ready pid=\d+, hook started: parent-gone by (ipc|poll|load), hook ended, exit 129$/,
		`killed after ${ms} ms`,
	);
}
