/** What the environment tells us of the parent, and what we tell our descendants. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { createDeadPid, startBystander } from './helpers/bystanders.js';
import { fixture } from './helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from './helpers/isolation.js';
import { PRELOAD, readStory, type StartOptions, start } from './helpers/start.js';
import type { Tree } from './helpers/tree.js';

describe('the identity that is written for descendants', () => {
	it('is ours, from the preload until stop()', async (t) => {
		const lines = await start(t, fixture('environment-child'), {}, { execArgv: PRELOAD }).end();
		const own = ownIdentity(lines);
		assert.deepEqual(lines.slice(1, 6), [
			`at first: ${own}`,
			`required: ${own}`,
			`watching: ${own}`,
			'stopped: undefined undefined',
			`again: ${own}`,
		]);
	});

	it('is ours, from watchParent() until stop(); then it is what it was', async (t) => {
		const named = { PARENT_WATCHDOG_PARENT: `${process.pid}:0`, PARENT_WATCHDOG_SCOPE: '1:2:3' };
		const lines = await start(t, fixture('environment-child'), named).end();
		const own = ownIdentity(lines);
		const before = `${process.pid}:0 1:2:3`;
		assert.deepEqual(lines.slice(1), [
			`at first: ${before}`,
			`required: ${before}`,
			`watching: ${own}`,
			`stopped: ${before}`,
			`again: ${own}`,
			`changed: changed 1:2:3`,
			`left alone: changed again 1:2:3`,
		]);
	});
});

describe('a parent that is named in the environment', () => {
	for (const [way, execArgv, watch] of [
		['the preload', PRELOAD, undefined],
		['the code', [], {}],
	] as const) {
		const child = (t: TestContext, parent: string, scope?: string, options?: StartOptions) => {
			const nested = options?.prefix !== undefined;
			return start(
				t,
				fixture('telling-child', { watch, lived: 600, nested }),
				{ PARENT_WATCHDOG_PARENT: parent, PARENT_WATCHDOG_SCOPE: scope },
				{ execArgv, ...options },
			);
		};

		describe(`${way}`, { concurrency: 3 }, () => {
			it('is gone at load already', async (t) => {
				const pid = await createDeadPid(t);
				await assertGone(child(t, `${pid}:1`), pid);
			});

			it('is gone at load already, in the scope that is ours', async (t) => {
				const pid = await createDeadPid(t);
				await assertGone(child(t, `${pid}:1`, ownScope()), pid);
			});

			it('is gone though its pid is in use again', async (t) => {
				const { pid } = startBystander(t);
				await assertGone(child(t, `${pid}:1`), pid);
			});

			it('is gone though its pid is in use again, in another session', async (t) => {
				const { pid } = startBystander(t, ['setsid', 'sleep', '60']);
				await assertGone(child(t, `${pid}:1`, ownScope()), pid);
			});

			it('is gone though its pid is that of our parent', async (t) => {
				await assertGone(child(t, `${process.pid}:1`), process.pid);
			});

			for (const form of ['<pid>:<start>', '<pid>:0', '<pid>:', '<pid>']) {
				it(`lives as ${form}, and is gone once it is killed`, async (t) => {
					const bystander = startBystander(t);
					const text = form
						.replace('<pid>', `${bystander.pid}`)
						.replace('<start>', `${readStat(bystander.pid).start}`);
					const tree = child(t, text);
					await tree.line(/^lived on/);
					bystander.kill('SIGKILL');
					await assertGone(tree, bystander.pid);
				});
			}

			it('is our parent, with its start time', async (t) => {
				const { start: ticks } = readStat(process.pid);
				await assertLives(child(t, `${process.pid}:${ticks}`, ownScope()));
			});

			it('is ignored if it is ourselves', async (t) => {
				const prefix = ['sh', '-c', 'PARENT_WATCHDOG_PARENT=$$:1 exec "$@"', 'sh'];
				await assertLives(child(t, '', undefined, { prefix }));
			});

			const wrong = ['abc', '-5:1', '0:1', '12:x', '1e3:5', '99999999999:1', ' 12:3', '12:3:4'];
			for (const text of wrong) {
				it(`is ignored, and told once, as ${JSON.stringify(text)}`, async (t) => {
					const tree = child(t, text);
					const closed = once(tree.root, 'close');
					await assertLives(tree);
					await closed;
					assert.match(
						tree.output.stderr,
						/^parent-watchdog: PARENT_WATCHDOG_PARENT must be .*\n$/,
					);
					assert.ok(tree.output.stderr.includes(JSON.stringify(text)));
				});
			}

			it('is ignored in another pid namespace, which is told', async (t) => {
				const scope = ownScope().replace(/:\d*:/, ':1:');
				await assertLives(child(t, `${await createDeadPid(t)}:1`, scope));
			});

			it('is ignored in another time namespace, which is told', async (t) => {
				const scope = ownScope().replace(/:\d*$/, ':1');
				await assertLives(child(t, `${await createDeadPid(t)}:1`, scope));
			});

			it('is ignored in another pid namespace', { skip: withoutUnshare }, async (t) => {
				const options = { prefix: AS_PID_1 };
				await assertLives(child(t, `${await createDeadPid(t)}:1`, ownScope(), options));
			});
		});
	}

	it('is ignored by the preload, if it is gone and was in another session', async (t) => {
		const PARENT_WATCHDOG_PARENT = `${await createDeadPid(t)}:1`;
		const PARENT_WATCHDOG_SCOPE = ownScope().replace(/^\d+/, '4194304');
		const named = { PARENT_WATCHDOG_PARENT, PARENT_WATCHDOG_SCOPE };
		const child = fixture('telling-child', { lived: 600 });
		await assertLives(start(t, child, named, { execArgv: PRELOAD }));
	});

	it('leaves the direct parent to be watched, where it is ignored', async (t) => {
		const child = fixture('telling-child', { watch: {} });
		const tree = start(t, fixture('parent', { how: 'spawn', child }), {
			PARENT_WATCHDOG_PARENT: `${await createDeadPid(t)}:1`,
			PARENT_WATCHDOG_SCOPE: '1:2:3',
		});
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		await assertGone(tree, tree.root.pid as number);
	});
});

/** Noticed at the load, or by a first poll that was due at the same time. */
async function assertGone(tree: Tree, pid: number): Promise<void> {
	const [verdict, ...rest] = await readStory(tree);
	assert.match(verdict ?? '', /^verdict: gone by (load|poll)$/);
	const source = verdict?.split(' ').at(-1);
	const hook = [`hook started: parent-gone by ${source}`, `gone: ${pid}`, 'hook ended'];
	assert.deepEqual(rest, [...hook, 'exit 129']);
}

/** Nothing but the end that we make has ended it. */
async function assertLives(tree: Tree): Promise<void> {
	await tree.line(/^lived on/);
	tree.kill('SIGKILL');
	assert.doesNotMatch((await tree.end()).join(), /gone|hook/);
}

/** What a process that is like ours in all but its pid and start writes into its environment. */
function ownIdentity([self]: readonly string[]): string {
	const [, identity] = /^self: (\S+)/.exec(self ?? '') ?? [];
	return `${identity} ${ownScope()}`;
}

function ownScope(): string {
	const namespaces = ['pid', 'time'].map((kind) =>
		readlinkSync(`/proc/self/ns/${kind}`).replace(/\D/g, ''),
	);
	return [readStat('self').session, ...namespaces].join(':');
}

/** Fields 6 and 22 of proc_pid_stat(5). */
function readStat(pid: number | 'self') {
	const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
		.replace(/^.*\) /, '')
		.split(' ');
	return { session: Number(fields[3]), start: Number(fields[19]) };
}
