/** A process in which no descriptor is left: nothing can be opened, not even a file of ours to be loaded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstLine, readStatus, startBystander } from '../helpers/bystanders.js';
import {
	UNDER_A_FUTURE_ZOMBIE,
	WITH_FEW_DESCRIPTORS,
	withoutPrlimit,
} from '../helpers/exhaustion.js';
import { fixturePath } from '../helpers/fixtures.js';
import { TELLING_SUBREAPER, withoutPython } from '../helpers/python.js';
import { EXEC_ARGV, readStory, start, type Variables } from '../helpers/start.js';

const LIVED = '700';
const HOOK = ['hook started: parent-gone', 'hook ended'];
const CHILD = fixturePath('exhausted-child');

describe('no descriptor is left', { skip: withoutPrlimit, concurrency: 2 }, () => {
	const LOADED = 'once the package is loaded';
	const children: Record<string, Variables> = {
		'the preload': { EXEC_ARGV },
		code: { WATCH: '{"interval":50}' },
		'code with stdin': { WATCH: '{"stdin":true}' },
		'code with ancestors': { WATCH: '{"ancestors":3}' },
		'code with a guard': { WATCH: '{"guard":true}' },
	};
	for (const [child, variables] of Object.entries(children)) {
		for (const WHEN of [LOADED, 'once it watches']) {
			for (const HOW of /with/.test(child) ? ['spawn'] : ['fork', 'spawn']) {
				it(`${WHEN}: its hook runs, by ${child} (${HOW})`, async (t) => {
					const env = { ...variables, HOW, CHILD, WHEN, LIVED };
					const tree = start(t, 'parent', env, { prefix: WITH_FEW_DESCRIPTORS });
					await tree.line(/^lived on/);
					tree.kill('SIGKILL');
					const story = await readStory(tree);
					// Its program is embedded, so it may start all the same; if not, it says so.
					const isTold = /^warning: no guard thread: .*(too many open files|EMFILE)/;
					if (child.includes('guard') && isTold.test(story[0] ?? '')) story.shift();
					assert.match(story.shift() ?? '', /^verdict: gone by (poll|ipc|guard)$/);
					assert.deepEqual(story, [...HOOK, 'exit 129']);
				});
			}
		}
	}

	for (const WHEN of ['once it watches', 'for a while']) {
		it(`${WHEN}: nor is one needed by a child that logs`, async (t) => {
			const child = { WATCH: '{}', LOG: '1', HOW: 'spawn', CHILD, WHEN, LIVED };
			const tree = start(t, 'parent', child, { prefix: WITH_FEW_DESCRIPTORS });
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			const [verdict, ...story] = await readStory(tree);
			assert.match(verdict ?? '', /^verdict: gone by (epipe|poll)$/);
			assert.deepEqual(story, [...HOOK, 'exit 129']);
		});
	}

	it('before the package is loaded: the program is told, and may try again', async (t) => {
		const child = { WATCH: '{}', HOW: 'fork', CHILD, WHEN: 'tries again', LIVED };
		const tree = start(t, 'parent', child, { prefix: WITH_FEW_DESCRIPTORS });
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		const [told, ...story] = await readStory(tree);
		// Node 24 says ERR_INVALID_PACKAGE_CONFIG: it has not found out where the package begins.
		assert.match(told ?? '', /^loading failed: E/);
		assert.deepEqual(story, ['verdict: gone by ipc', ...HOOK, 'exit 129']);
	});

	it('for a while: what could not be listened to is listened to later', async (t) => {
		const child = { WATCH: '{"stdin":true}', WHEN: 'for a while', LIVED };
		const tree = start(t, 'exhausted-child', child, { prefix: WITH_FEW_DESCRIPTORS });
		await tree.line(/^lived on/);
		tree.root.stdin?.end();
		assert.deepEqual(await readStory(tree), ['verdict: gone by stdin', ...HOOK, 'exit 129']);
	});

	for (const [WHEN, what] of [
		['for a while', '/proc is read again later, and shows who is a zombie'],
		['once it watches', 'what is held open makes room for the look that shows who is a zombie'],
	]) {
		it(`${WHEN}: ${what}`, async (t) => {
			const family = startBystander(t, ['sh', '-c', 'sleep 60 & echo $!; exec sleep 60']);
			const pid = Number(await firstLine(family));
			const child = { WATCH: JSON.stringify({ pid, interval: 50 }), WHEN, LIVED };
			const tree = start(t, 'exhausted-child', child, { prefix: WITH_FEW_DESCRIPTORS });
			await tree.line(/^lived on/);
			process.kill(pid, 'SIGKILL');
			assert.deepEqual(await readStory(tree), ['verdict: gone by poll', ...HOOK, 'exit 129']);
		});
	}

	it('a parent that closes the channel at once is alive all the same', async (t) => {
		const child = { WATCH: '{}', CHILD, WHEN: LOADED, LIVED: '1200' };
		const prefix = WITH_FEW_DESCRIPTORS;
		const tree = start(t, 'obedient-parent', { ...child, FIRST: 'disconnect' }, { prefix });
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), [
			...['verdict: alive by ipc', 'verdict: gone by poll', ...HOOK, 'exit 129'],
		]);
	});

	for (const HOW of ['fork', 'spawn']) {
		it(`once the preload is loaded: a child without a hook is gone (${HOW})`, async (t) => {
			const child = { EXEC_ARGV, HOOK: 'none', HOW, CHILD, WHEN: 'once it watches', LIVED };
			const tree = start(t, 'parent', child, { prefix: WITH_FEW_DESCRIPTORS });
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			assert.equal((await readStory(tree)).at(-1), 'exit 129');
		});
	}

	const zombies: Record<string, { variables: Variables; WHEN: string; story: string[] }> = {
		'the preload, no hook': {
			variables: { EXEC_ARGV, HOOK: 'none' },
			WHEN: 'once it watches',
			story: [],
		},
		'code and a hook': {
			variables: { WATCH: '{}' },
			WHEN: LOADED,
			story: ['verdict: gone by poll', ...HOOK],
		},
	};
	for (const [child, { variables, WHEN, story }] of Object.entries(zombies)) {
		it(`${WHEN}: a parent that stays as a zombie is gone all the same: ${child}`, {
			skip: withoutPython,
		}, async (t) => {
			const env = { ...variables, HOW: 'spawn', CHILD, WHEN, LIVED };
			const prefix = [...TELLING_SUBREAPER, ...UNDER_A_FUTURE_ZOMBIE, ...WITH_FEW_DESCRIPTORS];
			const tree = start(t, 'parent', env, { prefix });
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
