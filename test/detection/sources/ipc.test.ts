/** The channel of a forked child: who closes it, who listens to it, and whom it keeps alive. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixturePath } from '../../helpers/fixtures.js';
import { EXEC_ARGV, start, type Variables } from '../../helpers/start.js';

describe('a channel that is closed while the parent lives', { concurrency: 3 }, () => {
	const children: Record<string, Variables> = {
		'with a hook': { CHILD: fixturePath('telling-child'), EXEC_ARGV },
		'with a hook, watched in code': {
			CHILD: fixturePath('telling-child'),
			WATCH: '{"interval":20}',
		},
		'without a hook': { CHILD: fixturePath('plain-child'), EXEC_ARGV },
	};
	for (const [name, variables] of Object.entries(children)) {
		for (const FIRST of ['disconnect', '']) {
			it(`ends no child ${name}, closed ${FIRST ? 'at once' : 'later'}`, async (t) => {
				const tree = start(t, 'obedient-parent', { ...variables, FIRST, LIVED: '1000' });
				if (!FIRST) {
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

	for (const HOOK of ['', '1']) {
		for (const AFTER of ['0', '600']) {
			const name = `${HOOK ? 'with' : 'without'} a hook that closes it itself after ${AFTER} ms`;
			it(`ends no child ${name}`, async (t) => {
				const child = { CHILD: fixturePath('disconnecting-child'), HOOK, AFTER, EXEC_ARGV };
				const tree = start(t, 'obedient-parent', child);
				await tree.line(/^verdict: alive by ipc/);
				tree.kill('SIGKILL');
				const lines = await tree.end();
				assert.deepEqual(lines.slice(2), [
					'verdict: gone by poll',
					...(HOOK ? ['hook: parent-gone'] : []),
					'exit 129',
				]);
			});
		}
	}
});

describe('a forked child that listens to messages', { concurrency: 3 }, () => {
	const kinds: Record<string, Variables> = {
		'without a hook': { EXEC_ARGV },
		'with a hook added before the listener': { EXEC_ARGV, HOOK: 'before' },
		'with a hook added after the listener': { EXEC_ARGV, HOOK: 'after' },
		'watched in code': { WATCH: '{}', HOOK: 'before' },
		"after removeAllListeners('disconnect')": { EXEC_ARGV, HOOK: 'before', CLEAR: 'disconnect' },
	};
	for (const [name, variables] of Object.entries(kinds)) {
		const child = { ...variables, CHILD: fixturePath('listening-child') };
		const hook = (type: string) => (variables.HOOK ? [`hook started: ${type}`, 'hook ended'] : []);

		it(`lives, and ends once it listens no more, ${name}`, async (t) => {
			const tree = start(t, 'obedient-parent', child);
			await tree.line(/^ready/);
			tree.root.stdin?.write('send\n');
			await tree.line(/^message: a message/);
			tree.root.stdin?.write('send last\n');
			await tree.line(/^exit/);
			assert.deepEqual(tree.lines.slice(2), ['message: last', ...hook('exit'), 'exit 0']);
		});

		it(`notices that its parent is gone, ${name}`, async (t) => {
			const tree = start(t, 'obedient-parent', child);
			await tree.line(/^ready/);
			tree.root.stdin?.write('send\n');
			await tree.line(/^message: a message/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			if (variables.HOOK) {
				assert.deepEqual(lines.slice(3), [...hook('parent-gone'), 'exit 129']);
			} else {
				// Only its channel kept it alive, so without a hook it ends by itself, as it always did: if it is not busy
				// so long that the verdict is there first.
				assert.match(lines.slice(2).join(), /^(exit 0|verdict: gone by \w+,exit 129)$/);
			}
		});

		it(`ends by itself when a living parent closes the channel, ${name}`, async (t) => {
			const tree = start(t, 'obedient-parent', child);
			await tree.line(/^ready/);
			tree.root.stdin?.write('disconnect\n');
			await tree.line(/^exit/);
			assert.deepEqual(tree.lines.slice(1), [...hook('exit'), 'exit 0']);
		});
	}
});

describe('a forked child with a hook and nothing to do', { concurrency: 2 }, () => {
	for (const CLEAR of [undefined, 'disconnect', 'removeListener', 'newListener']) {
		const name = CLEAR ? ` after removeAllListeners('${CLEAR}')` : '';
		it(`ends by itself while its parent lives${name}`, async (t) => {
			const child = { CHILD: fixturePath('finished-child'), EXEC_ARGV, CLEAR };
			const tree = start(t, 'obedient-parent', child);
			await tree.line(/^exit/);
			assert.deepEqual(tree.lines, ['finished', 'hook: exit', 'exit 0']);
		});
	}
});
