/**
 * A parent that does not simply die: it takes its time, its pipes live on, or it means to leave its child.
 * See also test/detection/adoption.test.ts: one that dies before its child has loaded.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import {
	type Burden,
	burdened,
	LEAKING,
	withoutCoreDumps,
	withoutSlowDescriptors,
} from '../helpers/dying.js';
import { createFolder } from '../helpers/ending.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { withoutPython } from '../helpers/python.js';
import { PRELOAD, start } from '../helpers/start.js';

/** In ms: by then a channel that closes has been open for long. */
const lived = 800;
const HOOK = ['hook started: parent-gone', 'hook ended'];
const VERDICT = /^(alive|gone|unknown) by/;

describe('a parent whose pipes are closed long before it is gone', { concurrency: 2 }, () => {
	const children: Record<string, FixtureOptions['forsaken-child']> = {
		waits: {},
		'waits without a hook': { hasHook: false },
		logs: { does: 'logs' },
		sends: { does: 'sends' },
		'only listens': { does: 'listens' },
	};
	const burdens: Record<Burden, { skip: false | string; children: string[] }> = {
		'many descriptors': { skip: withoutPython, children: ['waits', 'logs'] },
		'slow descriptors': { skip: withoutSlowDescriptors, children: Object.keys(children) },
		'a large heap': { skip: withoutCoreDumps, children: ['logs', 'only listens'] },
	};
	for (const [burden, row] of Object.entries(burdens)) {
		for (const name of row.children) {
			it(`${burden}: its child, which ${name}, notices`, { skip: row.skip }, async (t) => {
				const cwd = createFolder(t);
				const options = children[name];
				const child = fixture('forsaken-child', { ...options, lived });
				const prefix = burdened(burden as Burden);
				const tree = start(t, child, {}, { execArgv: PRELOAD, prefix, cwd });
				await tree.line(/^lived on/);
				tree.kill(burden === 'a large heap' ? 'SIGABRT' : 'SIGKILL');
				const lines = (await tree.end()).slice(2);
				for (const line of lines) if (VERDICT.test(line)) t.diagnostic(line);
				const hook = options?.hasHook === false ? [] : HOOK;
				assert.deepEqual(
					lines.filter((line) => !VERDICT.test(line)),
					[...hook, 'exit 129'],
				);
				const cores = readdirSync(cwd).filter((name) => name.startsWith('core'));
				assert.equal(cores.length, burden === 'a large heap' ? 1 : 0);
			});
		}
	}
});

describe('a parent whose ends of the pipes a sibling holds open', {
	skip: withoutPython,
	concurrency: 2,
}, () => {
	const ways = {
		'of the channel': undefined,
		'of the channel and of stdin, which is watched': { stdin: true, interval: 20 },
	};
	for (const [name, watch] of Object.entries(ways)) {
		it(`${name}: its child notices by its poll`, async (t) => {
			const child = fixture('forsaken-child', { watch, lived });
			const execArgv = watch ? [] : PRELOAD;
			const tree = start(t, child, {}, { execArgv, prefix: LEAKING });
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assert.deepEqual(lines.slice(3), ['gone by poll after 0 ms', ...HOOK, 'exit 129']);
		});
	}
});

describe('a launcher that ends by itself, and means its child to stay', { concurrency: 2 }, () => {
	const child = [process.execPath, fixturePath('telling-child')];
	const preloaded = [process.execPath, ...PRELOAD, fixturePath('telling-child')];
	const launchers = {
		'once its child is there': { waitsForStdin: true, execArgv: [] },
		'once its child is there, and watches itself': { waitsForStdin: true, execArgv: PRELOAD },
		'at once, and watches itself': { waitsForStdin: false, execArgv: PRELOAD },
	};
	const means = {
		'detached: true': { through: [], detached: true },
		'setsid(1)': { through: ['setsid'], detached: false },
	};
	for (const [when, { waitsForStdin, execArgv }] of Object.entries(launchers)) {
		for (const [how, { through, detached }] of Object.entries(means)) {
			const launch = (words: readonly string[]) =>
				fixture('launcher', { command: [...through, ...words], detached, waitsForStdin });

			it(`${when}, by ${how}: under the preload its child stays`, async (t) => {
				const { variables } = fixture('telling-child', { lived: 1200 });
				const tree = start(t, launch(preloaded), variables, { execArgv });
				const [, pid] = await tree.line(/^ready pid=(\d+)/);
				tree.root.stdin?.end();
				assert.equal((await tree.exit()).code, 0);
				await tree.line(/^lived on/);
				process.kill(Number(pid), 'SIGKILL');
				assert.deepEqual((await tree.end()).slice(1), ['lived on']);
			});

			it(`${when}, by ${how}: with watchParent() its child ends`, async (t) => {
				const { variables } = fixture('telling-child', { watch: {} });
				const tree = start(t, launch(child), variables, { execArgv });
				await tree.line(/^ready/);
				tree.root.stdin?.end();
				assert.equal((await tree.exit()).code, 0);
				const lines = (await tree.end()).slice(1).filter((line) => !/^gone/.test(line));
				assert.match(lines.shift() ?? '', /^verdict: gone by (load|poll)$/);
				assert.match(lines.shift() ?? '', /^hook started: parent-gone by (load|poll)$/);
				assert.deepEqual(lines, ['hook ended', 'exit 129']);
			});
		}
	}
});
