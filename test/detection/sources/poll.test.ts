/** The source that always works: what it must not take for an end, and what must not keep it from seeing one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FixtureOptions } from '../../fixtures/options.js';
import { isLong } from '../../helpers/extent.js';
import { fixture } from '../../helpers/fixtures.js';
import { PRELOAD, start } from '../../helpers/start.js';

interface Way extends Omit<FixtureOptions['tampering-child'], 'tamper'> {
	how: 'fork' | 'spawn';
}

describe('a process that is stopped', () => {
	for (const how of ['fork', 'spawn'] as const) {
		it(`notices, once it goes on, that its parent is gone (${how})`, async (t) => {
			const child = fixture('telling-child');
			const tree = start(t, fixture('parent', { how, child, execArgv: PRELOAD }));
			const [, pid] = await tree.line(/^ready pid=(\d+)/);
			process.kill(Number(pid), 'SIGSTOP');
			tree.kill('SIGKILL');
			await tree.exit();
			process.kill(Number(pid), 'SIGCONT');
			assertNoticed(await tree.end(), 1);
		});
	}
});

describe('a program that tampers with', { concurrency: 3 }, () => {
	const tampers = [
		'a process.ppid of 1',
		'a process.ppid that never changes',
		'a process.ppid that is undefined',
		'a process.kill that throws',
		'a process.kill that throws ESRCH',
		'a process.exit that throws',
		'timers that never fire',
		'a clock that stands still',
		'a clock in the far future',
		'files that cannot be read',
		'a process without listeners',
		'another environment',
	] as const;
	const some: Record<string, Way> = {
		'fork, preload': { how: 'fork' },
		'spawn, code and a hook': { how: 'spawn', watch: { interval: 20 }, hasHook: true },
	};
	const others: Record<string, Way> = {
		'fork, preload and a hook': { how: 'fork', hasHook: true },
		'spawn, preload': { how: 'spawn' },
	};
	const ways = { ...some, ...(isLong && others) };
	for (const tamper of tampers) {
		for (const [way, { how, watch, hasHook }] of Object.entries(ways)) {
			it(`${tamper} is watched all the same (${way})`, async (t) => {
				const child = fixture('tampering-child', { tamper, watch, hasHook });
				const execArgv = watch ? [] : PRELOAD;
				const tree = start(t, fixture('parent', { how, child, execArgv }));
				await tree.line(/^lived on/);
				tree.kill('SIGKILL');
				const hook = hasHook ? ['hook: parent-gone'] : [];
				assert.deepEqual((await tree.end()).slice(2), [...hook, 'exit 129']);
			});
		}
	}
});

function assertNoticed(lines: readonly string[], from: number): void {
	const last = lines.slice(from).filter((line) => !line.startsWith('gone'));
	assert.match(last.join(), /^verdict: gone by (poll|ipc),hook started: parent-gone by \1,/);
	assert.deepEqual(last.slice(2), ['hook ended', 'exit 129']);
}
