/** What counts as gone, for processes that are named by their pid. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
	createDeadPid,
	firstLine,
	killAndReap,
	readStatus,
	startBystander,
} from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import {
	AS_NOBODY,
	AS_PID_1,
	NESTED,
	withoutNobody,
	withoutUnshare,
} from '../helpers/isolation.js';
import { LEADERLESS, withoutPython } from '../helpers/python.js';
import { PRELOAD, readStory, type StartOptions, start, type Variables } from '../helpers/start.js';

describe('a process that is named by its pid', () => {
	it('is alive, and gone once it is killed', async (t) => {
		const bystander = startBystander(t);
		const tree = startChild(t, [bystander.pid]);
		await tree.line(/^lived on/);
		bystander.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), ['alive: true', ...ended(bystander.pid)]);
	});

	it('is one of several: any of them gone means gone', async (t) => {
		const [first, second, third] = [startBystander(t), startBystander(t), startBystander(t)];
		const tree = startChild(t, [first.pid, second.pid, third.pid]);
		await tree.line(/^lived on/);
		second.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), ['alive: true', ...ended(second.pid)]);
	});

	it('is gone at load already', async (t) => {
		const pid = await createDeadPid(t);
		const story = await readStory(startChild(t, [startBystander(t).pid, pid]));
		assert.deepEqual(story, ['alive: false', ...ended(pid)]);
	});

	it('is gone at load already, named to the preload by the environment', async (t) => {
		const PARENT_WATCHDOG_PID = `${startBystander(t).pid}, ${await createDeadPid(t)}`;
		const tree = start(t, 'plain-child', { PARENT_WATCHDOG_PID }, { execArgv: PRELOAD });
		assert.match((await readStory(tree)).join(), /^verdict: gone by (load|poll),exit 129$/);
	});

	for (const others of [[], ['parent']]) {
		const what = others.length > 0 ? 'and so does its parent' : 'its parent does not';
		it(`ends the child when it ends; ${what}`, async (t) => {
			const bystander = startBystander(t);
			const PIDS = JSON.stringify([...others, bystander.pid]);
			const CHILD = fixture('named-target-child');
			const tree = start(t, 'parent', { HOW: 'spawn', CHILD, PIDS, LIVED: '300' });
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			await tree.exit();
			if (others.length === 0) await tree.line(/^lived on/);
			await killAndReap(bystander);
			const pid = others.length > 0 ? tree.root.pid : bystander.pid;
			assert.deepEqual(await readStory(tree), ['alive: true', ...ended(pid as number)]);
		});
	}

	it('is gone as a zombie that nobody reaps', async (t) => {
		// The shell becomes a sleep, which waits for nobody.
		const family = startBystander(t, ['sh', '-c', 'sleep 60 & echo $!; exec sleep 60']);
		const pid = Number(await firstLine(family));
		const tree = startChild(t, [pid]);
		await tree.line(/^lived on/);
		process.kill(pid, 'SIGKILL');
		assert.deepEqual(await readStory(tree), ['alive: true', ...ended(pid)]);
		assert.match(readStatus(pid, 'State'), /^Z/);
		assert.deepEqual(await readStory(startChild(t, [pid])), ['alive: false', ...ended(pid)]);
	});

	it('is alive though its leader thread has exited', { skip: withoutPython }, async (t) => {
		const leaderless = startBystander(t, LEADERLESS);
		await firstLine(leaderless);
		assert.match(readStatus(leaderless.pid, 'State'), /^Z/);
		const tree = startChild(t, [leaderless.pid]);
		await tree.line(/^lived on/);
		leaderless.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), ['alive: true', ...ended(leaderless.pid)]);
	});

	it('is watched on when the program closes our descriptor and takes its number', async (t) => {
		const [first, second] = [startBystander(t), startBystander(t)];
		const tree = startChild(t, [first.pid, second.pid], { CLOSE: '1' });
		await tree.line(/^closed 2, again 2$/);
		await tree.line(/^left 0, own 2$/);
		second.kill('SIGKILL');
		assert.deepEqual((await readStory(tree)).slice(-3), ended(second.pid));
	});

	it('costs the program no descriptor that has taken the number of ours', async (t) => {
		const pids = [startBystander(t).pid, startBystander(t).pid];
		const tree = startChild(t, pids, { CLOSE: 'and stop' });
		await tree.line(/^own 2$/);
		await tree.end();
	});
});

describe('a process of another user, who may not signal it', { skip: withoutNobody }, () => {
	it('is alive, and gone once it is killed', async (t) => {
		const bystander = startBystander(t);
		const tree = startChild(t, [bystander.pid], {}, { prefix: AS_NOBODY });
		await tree.line(/^lived on/);
		bystander.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), ['alive: true', ...ended(bystander.pid)]);
	});

	it('is alive where /proc hides it, too', { skip: withoutUnshare }, async (t) => {
		const hidden = [...AS_PID_1, 'sh', '-c', 'mount -o remount,hidepid=2 /proc; "$@"; true', 'sh'];
		const shell = ['sh', '-c', '"$@"; true', 'sh'];
		const prefix = [...hidden, ...AS_NOBODY, ...shell];
		const tree = startChild(t, [1], NESTED, { prefix });
		await tree.line(/^lived on/);
		assert.equal(tree.lines[0], 'alive: true');
		tree.kill('SIGKILL');
		assert.doesNotMatch((await tree.end()).join(), /gone/);
	});

	it('is alive as the parent, and gone once it is killed', async (t) => {
		const words = [...AS_NOBODY, process.execPath, ...PRELOAD, fixture('telling-child')];
		const tree = start(t, 'starting-parent', { COMMAND: JSON.stringify(words), LIVED: '600' });
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		assert.deepEqual((await readStory(tree)).slice(1), [
			'hook started: parent-gone by poll',
			`gone: ${tree.root.pid}`,
			'hook ended',
			'exit 129',
		]);
	});
});

function startChild(
	t: TestContext,
	pids: readonly number[],
	variables: Variables = {},
	options: StartOptions = {},
) {
	const child = { PIDS: JSON.stringify(pids), LIVED: '200', ...variables };
	return start(t, 'named-target-child', child, options);
}

function ended(pid: number): string[] {
	return [`hook started: parent-gone ${pid}`, 'hook ended', 'exit 129'];
}
