/** A plain fork() whose parent is dead before the child looks for it: only the closed channel tells. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { SUBREAPER, withoutPython } from '../helpers/python.js';
import { PRELOAD, start } from '../helpers/start.js';

const watchedBy = {
	'the preload': { execArgv: PRELOAD },
	'the code': { watch: {}, execArgv: [] },
};

const SHELL = ['sh', '-c', '"$@"; true', 'sh'];

for (const [name, { execArgv, ...watched }] of Object.entries(watchedBy)) {
	describe(`a forked child, watched by ${name}`, () => {
		const orphan = (options: FixtureOptions['telling-child'] = {}) => {
			const child = fixture('telling-child', { ...watched, ...options });
			return fixture('short-lived-parent', { how: 'fork', after: 0, child, execArgv });
		};

		it('notices that pid 1 has adopted it', { skip: withoutUnshare }, async (t) => {
			// The shell stays when the parent has killed itself, until the child ends.
			const prefix = [
				...AS_PID_1,
				'bash',
				'-c',
				'"$@"; while wait -n; do :; done; sleep 60',
				'bash',
			];
			const tree = start(t, orphan({ nested: true }), {}, { prefix });
			await tree.line(/^exit/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assertNoticed(lines);
		});

		it('notices that a subreaper has adopted it', { skip: withoutPython }, async (t) => {
			const lines = await start(t, orphan(), {}, { prefix: SUBREAPER }).end();
			assertNoticed(lines);
		});

		it('notices it also when the watch has been stopped and started again', async (t) => {
			assertNoticed(await start(t, orphan({ afterwards: 'stop and start' })).end());
		});

		for (const first of ['disconnect', undefined] as const) {
			const when = first ? 'at once' : 'later';
			it(`outlives the channel that passes through a shell and is closed ${when}`, async (t) => {
				const child = fixture('telling-child', { ...watched, lived: 1000 });
				const parent = fixture('obedient-parent', { child, execArgv, through: SHELL, first });
				const tree = start(t, parent);
				await tree.line(/^ready/);
				if (!first) tree.root.stdin?.write('disconnect\n');
				await tree.line(/^verdict: alive by ipc/);
				await tree.line(/^lived on/);
			});
		}
	});
}

function assertNoticed(lines: readonly string[]): void {
	assert.deepEqual(
		lines.filter((line) => !/^gone/.test(line)).slice(1),
		['verdict: gone by ipc', 'hook started: parent-gone by ipc', 'hook ended', 'exit 129'],
		lines.join('\n'),
	);
}
