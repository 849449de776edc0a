/** Systems whose `/proc` is of no use: there is none, or it numbers processes otherwise than we do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startBystander } from '../helpers/bystanders.js';
import { internal } from '../helpers/internal.js';
import { NESTED, WITH_FOREIGN_PROC, withoutUnshare } from '../helpers/isolation.js';
import { PRELOAD, start } from '../helpers/start.js';

const { askForSession } =
	internal<typeof import('../../src/detection/without-proc.js')>('detection/without-proc');

const WITHOUT_PROC = [
	...['unshare', '--pid', '--fork', '--kill-child', '--mount'],
	...['sh', '-c', 'mount -t tmpfs none /proc; exec "$@"', 'sh'],
];

/** Inside, the next process gets a number that is in use outside: https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html */
const setNextPid = (pid: number) => `echo ${pid - 1} > /proc/sys/kernel/ns_last_pid`;

/** A shell that starts a command and kills itself when it is told to. */
const MORTAL = '"$@" & read; kill -9 $$';

describe('a /proc of another pid namespace', { skip: withoutUnshare }, () => {
	it('tells nothing of ancestors, processes and usage', async (t) => {
		const { pid } = startBystander(t);
		const script = `${setNextPid(pid)}; sh -c '"$@"; true' sh "$@"; true`;
		const prefix = [...WITH_FOREIGN_PROC, 'bash', '-c', script, 'bash'];
		const tree = start(t, 'foreign-proc-child', NESTED, { prefix });
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
		const tree = start(t, 'telling-child', NESTED, {
			prefix: [...WITH_FOREIGN_PROC, ...shells],
			execArgv: PRELOAD,
		});
		await tree.line(new RegExp(`^ready as ${pid}$`));
		tree.root.stdin?.write('die\n');
		await tree.line(/^exit 129/);
		tree.kill('SIGKILL');
		await tree.end();
	});
});

for (const [name, prefix] of Object.entries({
	'a /proc of another pid namespace': WITH_FOREIGN_PROC,
	'no /proc at all': WITHOUT_PROC,
})) {
	describe(`${name}, and a parent that dies`, { skip: withoutUnshare }, () => {
		for (const [way, execArgv, WATCH] of [
			['the preload', PRELOAD, undefined],
			['the code', [], '{"ancestors":2}'],
		] as const) {
			it(`is noticed by ${way}`, async (t) => {
				const shells = ['bash', '-c', '"$@"; sleep 60', 'bash'];
				const parent = ['bash', '-c', MORTAL, 'bash'];
				const child = { ...NESTED, WATCH, LIVED: '600' };
				const tree = start(t, 'telling-child', child, {
					prefix: [...prefix, ...shells, ...parent],
					execArgv,
				});
				await tree.line(/^lived on/);
				tree.root.stdin?.write('die\n');
				await tree.line(/^exit/);
				assert.deepEqual(tree.lines.slice(1, 4), [
					'lived on',
					'verdict: gone by poll',
					'hook started: parent-gone by poll',
				]);
				tree.kill('SIGKILL');
			});
		}
	});
}

it('askForSession() is false for a process that leads none', () => {
	assert.equal(askForSession(), false);
});
