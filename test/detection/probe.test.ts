/** What counts as gone, for processes that are named by their pid. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createDeadPid, killAndReap, startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, readStory, start } from '../helpers/start.js';

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
		const tree = start(t, fixture('plain-child'), { PARENT_WATCHDOG_PID }, { execArgv: PRELOAD });
		assert.match((await readStory(tree)).join(), /^verdict: gone by (load|poll),exit 129$/);
	});

	for (const others of [[], ['parent']] as const) {
		const what = others.length > 0 ? 'and so does its parent' : 'its parent does not';
		it(`ends the child when it ends; ${what}`, async (t) => {
			const bystander = startBystander(t);
			const pids = [...others, bystander.pid];
			const child = fixture('named-target-child', { pids, lived: 300 });
			const tree = start(t, fixture('parent', { how: 'spawn', child }));
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			await tree.exit();
			if (others.length === 0) await tree.line(/^lived on/);
			await killAndReap(bystander);
			const pid = others.length > 0 ? tree.root.pid : bystander.pid;
			assert.deepEqual(await readStory(tree), ['alive: true', ...ended(pid as number)]);
		});
	}

	it('is watched on when the program closes our descriptor and takes its number', async (t) => {
		const [first, second] = [startBystander(t), startBystander(t)];
		const tree = startChild(t, [first.pid, second.pid], 'and goes on');
		await tree.line(/^closed 2, again 2$/);
		await tree.line(/^left 0, own 2$/);
		second.kill('SIGKILL');
		assert.deepEqual((await readStory(tree)).slice(-3), ended(second.pid));
	});

	it('costs the program no descriptor that has taken the number of ours', async (t) => {
		const pids = [startBystander(t).pid, startBystander(t).pid];
		const tree = startChild(t, pids, 'and stops');
		await tree.line(/^own 2$/);
		await tree.end();
	});
});

function startChild(t: TestContext, pids: readonly number[], closes?: 'and goes on' | 'and stops') {
	return start(t, fixture('named-target-child', { pids, closes, lived: 200 }));
}

function ended(pid: number): string[] {
	return [`hook started: parent-gone ${pid}`, 'hook ended', 'exit 129'];
}
