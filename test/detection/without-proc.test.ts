/** Systems whose `/proc` is of no use; the parent's end there is among the rows of `hostile/`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askForSession } from '../../src/detection/watch-state.js';
import { startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { WITH_FOREIGN_PROC, withoutUnshare } from '../helpers/isolation.js';
import { setNextPid } from '../helpers/pid-reuse.js';
import { PRELOAD, start } from '../helpers/start.js';

/** A shell that starts a command and kills itself when it is told to. */
const MORTAL = '"$@" & read; kill -9 $$';

describe('a /proc of another pid namespace', { skip: withoutUnshare }, () => {
	it('tells nothing of ancestors, processes and usage', async (t) => {
		const { pid } = startBystander(t);
		const script = `${setNextPid(pid)}; sh -c '"$@"; true' sh "$@"; true`;
		const prefix = [...WITH_FOREIGN_PROC, 'bash', '-c', script, 'bash'];
		const tree = start(t, fixture('foreign-proc-child'), {}, { prefix });
		assert.deepEqual(await tree.end(), [
			'it is our /proc: false',
			'processes: undefined',
			'usage: 0',
			`the parent is ${pid}; watched: ${pid}`,
		]);
	});

	it('does not make a session leader of us that somebody else is', async (t) => {
		const { pid } = startBystander(t, ['setsid', 'sleep', '60']);
		const script = `${setNextPid(pid)}; ${MORTAL}`;
		const shells = ['bash', '-c', '"$@"; sleep 60', 'bash', 'bash', '-c', script, 'bash'];
		const tree = start(
			t,
			fixture('telling-child', { nested: true }),
			{},
			{
				prefix: [...WITH_FOREIGN_PROC, ...shells],
				execArgv: PRELOAD,
			},
		);
		await tree.line(new RegExp(`^ready as ${pid}$`));
		tree.root.stdin?.write('die\n');
		await tree.line(/^exit 129/);
		tree.kill('SIGKILL');
		await tree.end();
	});
});

it('askForSession() is false for a process that leads none', () => {
	assert.equal(askForSession(), false);
});
