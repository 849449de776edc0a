/** What users are given: nobody changes it for the others, and foreign code may add to it. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, it, type TestContext } from 'node:test';
import { closeGracefully } from 'parent-watchdog';
import { createSupervisor, inTime } from '../helpers/supervised.js';

describe('is extensible, and its fields are read-only', { concurrency: 2 }, () => {
	it('the report of a stop, with those of children, trees and executors; and all messages', async (t) => {
		const messages = collectMessages(t, ['start', 'ready', 'heartbeat', 'exit', 'stop']);
		const supervisor = createSupervisor(t, { reaper: false, heartbeat: 20 });
		const child = supervisor.spawn('sh', ['-c', 'echo; exec sleep 60']);
		const failed = supervisor.spawn('/no/such/program');
		await assert.rejects(failed.exited);
		await child.ready(() => true);
		supervisor.use({ close: () => {} });
		while (!messages.has('heartbeat')) await new Promise((resolve) => setTimeout(resolve, 10));
		const report = await inTime(supervisor.stop({ tree: true }));
		assert.deepEqual([report.children.length, report.executors.length], [2, 1]);
		const trees = report.children.flatMap(({ tree }) => tree ?? []);
		assert.equal(trees.length, 1);
		assert.deepEqual([...messages.keys()].toSorted(), [
			...['exit', 'heartbeat', 'ready', 'start', 'stop'],
		]);
		const all = [report, ...report.children, ...trees, ...report.executors, ...messages.values()];
		for (const one of all) assertHandedOut(one);
	});

	it('a trace, a usage and the report of one child', async (t) => {
		const supervisor = createSupervisor(t, { reaper: false });
		const child = supervisor.spawn('sh', ['-c', 'trap "" INT; echo; exec sleep 60']);
		await child.ready(() => true);
		const [usage] = await supervisor.usage();
		assertHandedOut(usage);
		assertHandedOut(await child.interrupt({ trace: true, timeout: 20 }));
		assertHandedOut(await inTime(child.stop()));
	});

	it('the report of what was closed gracefully', async () => {
		assertHandedOut(await closeGracefully({ close: () => Promise.reject(new Error('no')) }));
	});
});

function assertHandedOut(object: object | undefined): void {
	assert.ok(object);
	const fields = Object.entries(Object.getOwnPropertyDescriptors(object));
	assert.ok(fields.length > 0);
	for (const [name, { writable, configurable }] of fields)
		assert.deepEqual([writable, configurable], [false, false], name);
	assert.deepEqual(Object.keys(object).length, fields.length);
	Object.assign(object, { added: 'by others' });
	assert.ok('added' in object);
}

/** The last one of each. */
function collectMessages(t: TestContext, names: readonly string[]): Map<string, object> {
	const messages = new Map<string, object>();
	for (const name of names) {
		const note = (message: unknown) => messages.set(name, message as object);
		subscribe(`parent-watchdog:${name}`, note);
		t.after(() => unsubscribe(`parent-watchdog:${name}`, note));
	}
	return messages;
}
