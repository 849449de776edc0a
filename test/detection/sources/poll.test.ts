/** The source that always works: what it must not take for an end, and what must not keep it from seeing one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLong } from '../../helpers/extent.js';
import { fixturePath } from '../../helpers/fixtures.js';
import { EXEC_ARGV, start } from '../../helpers/start.js';

describe('a process that is stopped', () => {
	for (const HOW of ['fork', 'spawn']) {
		it(`notices, once it goes on, that its parent is gone (${HOW})`, async (t) => {
			const tree = start(t, 'parent', { HOW, CHILD: fixturePath('telling-child'), EXEC_ARGV });
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
	];
	const some = {
		'fork, preload': { HOW: 'fork', EXEC_ARGV },
		'spawn, code and a hook': { HOW: 'spawn', WATCH: '{"interval":20}', HOOK: '1' },
	};
	const others = {
		'fork, preload and a hook': { HOW: 'fork', EXEC_ARGV, HOOK: '1' },
		'spawn, preload': { HOW: 'spawn', EXEC_ARGV },
	};
	const ways = { ...some, ...(isLong && others) };
	for (const TAMPER of tampers) {
		for (const [way, variables] of Object.entries(ways)) {
			it(`${TAMPER} is watched all the same (${way})`, async (t) => {
				const CHILD = fixturePath('tampering-child');
				const tree = start(t, 'parent', { CHILD, TAMPER, ...variables });
				await tree.line(/^lived on/);
				tree.kill('SIGKILL');
				const hook = 'HOOK' in variables ? ['hook: parent-gone'] : [];
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
