/** The channel of a forked child: who closes it, who listens to it, and whom it keeps alive. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FixtureOptions } from '../../fixtures/options.js';
import { fixture } from '../../helpers/fixtures.js';
import { PRELOAD, start } from '../../helpers/start.js';

describe('a channel that is closed while the parent lives', { concurrency: 3 }, () => {
	const lived = 1000;
	const watched = fixture('telling-child', { watch: { interval: 20 }, lived });
	const children = {
		'with a hook': { child: fixture('telling-child', { lived }), execArgv: PRELOAD },
		'with a hook, watched in code': { child: watched },
		'without a hook': { child: fixture('plain-child', { lived }), execArgv: PRELOAD },
	};
	for (const [name, options] of Object.entries(children)) {
		for (const first of ['disconnect', undefined] as const) {
			it(`ends no child ${name}, closed ${first ? 'at once' : 'later'}`, async (t) => {
				const tree = start(t, fixture('obedient-parent', { ...options, first }));
				if (!first) {
					await tree.line(/^lived on/);
					tree.root.stdin?.write('disconnect\n');
				}
				await tree.line(/^verdict: alive by ipc/);
				await tree.line(/^lived on/);
				tree.kill('SIGKILL');
				const lines = await tree.end();
				assert.equal(lines.at(-1), 'exit 129');
				assert.ok(lines.includes('verdict: gone by poll'), lines.join('\n'));
			});
		}
	}

	for (const hasHook of [false, true]) {
		for (const after of [0, 600]) {
			const name = `${hasHook ? 'with' : 'without'} a hook that closes it itself after ${after} ms`;
			it(`ends no child ${name}`, async (t) => {
				const child = fixture('disconnecting-child', { after, hasHook });
				const tree = start(t, fixture('obedient-parent', { child, execArgv: PRELOAD }));
				await tree.line(/^verdict: alive by ipc/);
				tree.kill('SIGKILL');
				const lines = await tree.end();
				assert.deepEqual(lines.slice(2), [
					'verdict: gone by poll',
					...(hasHook ? ['hook: parent-gone'] : []),
					'exit 129',
				]);
			});
		}
	}
});

describe('a forked child that listens to messages', { concurrency: 3 }, () => {
	const kinds: Record<string, FixtureOptions['listening-child']> = {
		'without a hook': {},
		'with a hook added before the listener': { hook: 'before' },
		'with a hook added after the listener': { hook: 'after' },
		'watched in code': { watch: {}, hook: 'before' },
		"after removeAllListeners('disconnect')": { hook: 'before', clears: 'disconnect' },
	};
	for (const [name, options] of Object.entries(kinds)) {
		const child = fixture('listening-child', options);
		const parent = fixture('obedient-parent', { child, execArgv: options.watch ? [] : PRELOAD });
		const hook = (type: string) => (options.hook ? [`hook started: ${type}`, 'hook ended'] : []);

		it(`lives, and ends once it listens no more, ${name}`, async (t) => {
			const tree = start(t, parent);
			await tree.line(/^ready/);
			tree.root.stdin?.write('send\n');
			await tree.line(/^message: a message/);
			tree.root.stdin?.write('send last\n');
			await tree.line(/^exit/);
			assert.deepEqual(tree.lines.slice(2), ['message: last', ...hook('exit'), 'exit 0']);
		});

		it(`notices that its parent is gone, ${name}`, async (t) => {
			const tree = start(t, parent);
			await tree.line(/^ready/);
			tree.root.stdin?.write('send\n');
			await tree.line(/^message: a message/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			if (options.hook) {
				assert.deepEqual(lines.slice(3), [...hook('parent-gone'), 'exit 129']);
			} else {
				// Only its channel kept it alive, so without a hook it ends by itself, as it always did: if it is not busy
				// so long that the verdict is there first.
				assert.match(lines.slice(2).join(), /^(exit 0|verdict: gone by \w+,exit 129)$/);
			}
		});

		it(`ends by itself when a living parent closes the channel, ${name}`, async (t) => {
			const tree = start(t, parent);
			await tree.line(/^ready/);
			tree.root.stdin?.write('disconnect\n');
			await tree.line(/^exit/);
			assert.deepEqual(tree.lines.slice(1), [...hook('exit'), 'exit 0']);
		});
	}
});

describe('a forked child with a hook and nothing to do', { concurrency: 2 }, () => {
	for (const clears of [undefined, 'disconnect', 'removeListener', 'newListener']) {
		const name = clears ? ` after removeAllListeners('${clears}')` : '';
		it(`ends by itself while its parent lives${name}`, async (t) => {
			const child = fixture('finished-child', { clears });
			const parent = fixture('obedient-parent', { child, execArgv: PRELOAD });
			const tree = start(t, parent);
			await tree.line(/^exit/);
			assert.deepEqual(tree.lines, ['finished', 'hook: exit', 'exit 0']);
		});
	}
});
