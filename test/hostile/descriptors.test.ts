/** A process in which no descriptor is left: nothing can be opened, not even a file of ours to be loaded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WatchOptions } from 'parent-watchdog';
import { firstLine, readStatus, startBystander } from '../helpers/bystanders.js';
import {
	UNDER_A_FUTURE_ZOMBIE,
	WITH_FEW_DESCRIPTORS,
	withoutPrlimit,
} from '../helpers/exhaustion.js';
import { fixture } from '../helpers/fixtures.js';
import { TELLING_SUBREAPER, withoutPython } from '../helpers/python.js';
import { PRELOAD, readStory, start } from '../helpers/start.js';

const lived = 700;
const HOOK = ['hook started: parent-gone', 'hook ended'];

describe('no descriptor is left', { skip: withoutPrlimit, concurrency: 2 }, () => {
	const LOADED = 'once the package is loaded';
	const children: Record<string, WatchOptions | undefined> = {
		'the preload': undefined,
		code: { interval: 50 },
		'code with stdin': { stdin: true },
		'code with ancestors': { ancestors: 3 },
		'code with a guard': { guard: true },
	};
	for (const [by, watch] of Object.entries(children)) {
		for (const when of [LOADED, 'once it watches'] as const) {
			for (const how of /with/.test(by) ? (['spawn'] as const) : (['fork', 'spawn'] as const)) {
				it(`${when}: its hook runs, by ${by} (${how})`, async (t) => {
					const child = fixture('exhausted-child', { watch, when, lived });
					const parent = fixture('parent', { how, child, execArgv: watch ? [] : PRELOAD });
					const tree = start(t, parent, {}, { prefix: WITH_FEW_DESCRIPTORS });
					await tree.line(/^lived on/);
					tree.kill('SIGKILL');
					const story = await readStory(tree);
					// Its program is embedded, so it may start all the same; if not, it says so.
					const isTold = /^warning: no guard thread: .*(too many open files|EMFILE)/;
					if (by.includes('guard') && isTold.test(story[0] ?? '')) story.shift();
					assert.match(story.shift() ?? '', /^verdict: gone by (poll|ipc|guard)$/);
					assert.deepEqual(story, [...HOOK, 'exit 129']);
				});
			}
		}
	}

	for (const when of ['once it watches', 'for a while'] as const) {
		it(`${when}: nor is one needed by a child that logs`, async (t) => {
			const child = fixture('exhausted-child', { watch: {}, logs: true, when, lived });
			const parent = fixture('parent', { how: 'spawn', child });
			const tree = start(t, parent, {}, { prefix: WITH_FEW_DESCRIPTORS });
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			const [verdict, ...story] = await readStory(tree);
			assert.match(verdict ?? '', /^verdict: gone by (epipe|poll)$/);
			assert.deepEqual(story, [...HOOK, 'exit 129']);
		});
	}

	it('before the package is loaded: the program is told, and may try again', async (t) => {
		const child = fixture('exhausted-child', { watch: {}, when: 'tries again', lived });
		const parent = fixture('parent', { how: 'fork', child });
		const tree = start(t, parent, {}, { prefix: WITH_FEW_DESCRIPTORS });
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		const [told, ...story] = await readStory(tree);
		// Node 24 says ERR_INVALID_PACKAGE_CONFIG: it has not found out where the package begins.
		assert.match(told ?? '', /^loading failed: E/);
		assert.deepEqual(story, ['verdict: gone by ipc', ...HOOK, 'exit 129']);
	});

	it('for a while: what could not be listened to is listened to later', async (t) => {
		const watch = { stdin: true };
		const child = fixture('exhausted-child', { watch, when: 'for a while', lived });
		const tree = start(t, child, {}, { prefix: WITH_FEW_DESCRIPTORS });
		await tree.line(/^lived on/);
		tree.root.stdin?.end();
		assert.deepEqual(await readStory(tree), ['verdict: gone by stdin', ...HOOK, 'exit 129']);
	});

	for (const [when, what] of [
		['for a while', '/proc is read again later, and shows who is a zombie'],
		['once it watches', 'what is held open makes room for the look that shows who is a zombie'],
	] as const) {
		it(`${when}: ${what}`, async (t) => {
			const family = startBystander(t, ['sh', '-c', 'sleep 60 & echo $!; exec sleep 60']);
			const pid = Number(await firstLine(family));
			const watch = { pid, interval: 50 };
			const child = fixture('exhausted-child', { watch, when, lived });
			const tree = start(t, child, {}, { prefix: WITH_FEW_DESCRIPTORS });
			await tree.line(/^lived on/);
			process.kill(pid, 'SIGKILL');
			assert.deepEqual(await readStory(tree), ['verdict: gone by poll', ...HOOK, 'exit 129']);
		});
	}

	it('a parent that closes the channel at once is alive all the same', async (t) => {
		const child = fixture('exhausted-child', { watch: {}, when: LOADED, lived: 1200 });
		const parent = fixture('obedient-parent', { child, first: 'disconnect' });
		const tree = start(t, parent, {}, { prefix: WITH_FEW_DESCRIPTORS });
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), [
			...['verdict: alive by ipc', 'verdict: gone by poll', ...HOOK, 'exit 129'],
		]);
	});

	for (const how of ['fork', 'spawn'] as const) {
		it(`once the preload is loaded: a child without a hook is gone (${how})`, async (t) => {
			const options = { hasHook: false, when: 'once it watches', lived } as const;
			const child = fixture('exhausted-child', options);
			const parent = fixture('parent', { how, child, execArgv: PRELOAD });
			const tree = start(t, parent, {}, { prefix: WITH_FEW_DESCRIPTORS });
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			assert.equal((await readStory(tree)).at(-1), 'exit 129');
		});
	}

	const zombies = {
		'the preload, no hook': {
			options: { hasHook: false, when: 'once it watches' },
			execArgv: PRELOAD,
			story: [],
		},
		'code and a hook': {
			options: { watch: {}, when: LOADED },
			execArgv: [],
			story: ['verdict: gone by poll', ...HOOK],
		},
	} as const;
	for (const [name, { options, execArgv, story }] of Object.entries(zombies)) {
		it(`${options.when}: a parent that stays as a zombie is gone all the same: ${name}`, {
			skip: withoutPython,
		}, async (t) => {
			const child = fixture('exhausted-child', { ...options, lived });
			const prefix = [...TELLING_SUBREAPER, ...UNDER_A_FUTURE_ZOMBIE, ...WITH_FEW_DESCRIPTORS];
			const tree = start(t, fixture('parent', { how: 'spawn', child, execArgv }), {}, { prefix });
			const [, pid] = await tree.line(/^ready pid=(\d+)/);
			const parent = Number(readStatus(Number(pid), 'PPid'));
			const waiter = Number(readStatus(parent, 'PPid'));
			t.after(() => process.kill(waiter, 'SIGKILL'));
			await tree.line(/^lived on/);
			process.kill(parent, 'SIGKILL');
			await tree.line(/^exit/);
			assert.match(readStatus(parent, 'State'), /^Z/);
			const lines = tree.lines.slice(2).filter((line) => !line.startsWith('reaped'));
			assert.deepEqual(lines, [...story, 'exit 129']);
		});
	}
});
