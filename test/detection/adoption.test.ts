/** A plain fork() whose parent is dead before the child looks for it: only the closed channel tells. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixturePath } from '../helpers/fixtures.js';
import { AS_PID_1, NESTED, withoutUnshare } from '../helpers/isolation.js';
import { SUBREAPER, withoutPython } from '../helpers/python.js';
import { EXEC_ARGV, start, type Variables } from '../helpers/start.js';

const watchedBy: Record<string, Variables> = {
	'the preload': { EXEC_ARGV },
	'the code': { WATCH: '{}' },
};

const SHELL = JSON.stringify(['sh', '-c', '"$@"; true', 'sh']);

for (const [name, watched] of Object.entries(watchedBy)) {
	describe(`a forked child, watched by ${name}`, () => {
		const orphan = { ...watched, HOW: 'fork', AFTER: '0', CHILD: fixturePath('telling-child') };

		it('notices that pid 1 has adopted it', { skip: withoutUnshare }, async (t) => {
			// The shell stays when the parent has killed itself, until the child ends.
			const prefix = [
				...AS_PID_1,
				'bash',
				'-c',
				'"$@"; while wait -n; do :; done; sleep 60',
				'bash',
			];
			const tree = start(t, 'short-lived-parent', { ...orphan, ...NESTED }, { prefix });
			await tree.line(/^exit/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assertNoticed(lines);
		});

		it('notices that a subreaper has adopted it', { skip: withoutPython }, async (t) => {
			const lines = await start(t, 'short-lived-parent', orphan, { prefix: SUBREAPER }).end();
			assertNoticed(lines);
		});

		it('notices it also when the watch has been stopped and started again', async (t) => {
			const again = { ...orphan, THEN: 'stop and start' };
			assertNoticed(await start(t, 'short-lived-parent', again).end());
		});

		for (const FIRST of ['disconnect', '']) {
			const when = FIRST ? 'at once' : 'later';
			it(`outlives the channel that passes through a shell and is closed ${when}`, async (t) => {
				const living = { ...watched, FIRST, CHILD: fixturePath('telling-child'), LIVED: '1000' };
				const tree = start(t, 'obedient-parent', { ...living, THROUGH: SHELL });
				await tree.line(/^ready/);
				if (!FIRST) tree.root.stdin?.write('disconnect\n');
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
