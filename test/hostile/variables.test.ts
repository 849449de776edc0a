/** Whatever the environment says in our name, a program whose parent lives does what it does without us. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { PRELOAD } from '../helpers/start.js';
import { withDeadline } from '../helpers/tree.js';

/** All that we write, but for the parent: one that is gone is the end. */
const OURS = ['LIFELINE', 'SCOPE', 'CHILD', 'REAPER', 'HELPER', 'LEASE', 'LEASE_URL'];
const OPTIONS = ['PID', 'ANCESTORS', 'INTERVAL', 'GUARD', 'STDIN', 'SIGNALS', 'EXIT_CODE'];
const NAMES = [...OURS, ...OPTIONS].map((name) => `PARENT_WATCHDOG_${name}`);

const values = [
	' ',
	'x',
	'-1',
	'NaN',
	'1e999',
	'1:1',
	'2:1:1:1',
	'3:1:1:3',
	'0:0:0:0:0',
	'4294967296:4294967296:4294967296',
	'9'.repeat(10_000),
	':'.repeat(10_000),
	','.repeat(10_000),
	'__proto__',
	'constructor',
	'{"__proto__":{"polluted":true}}',
	'[]',
	'null',
	'../../../etc/passwd',
	'/dev/zero',
	'$(touch /tmp/hostile);`id`',
	'%s%n%p%d',
	'\u2028\u202e\u0007\n\r\t\u001b[2J',
	'redis://:secret@127.0.0.1:1/x',
];
const PROGRAM =
	'setTimeout(() => console.log("output", process.exitCode, {}.polluted, process.listenerCount("SIGTERM")), 50)';

describe('hostile variables', { concurrency: 4 }, () => {
	for (const value of values) {
		it(`change nothing: ${JSON.stringify(value).slice(0, 40)}`, async (t) => {
			const child = spawn(process.execPath, [...PRELOAD, '-e', PROGRAM], {
				env: { ...process.env, ...Object.fromEntries(NAMES.map((name) => [name, value])) },
				stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
			});
			t.after(() => child.kill('SIGKILL'));
			const outputs = ['', '', '', ''];
			for (const descriptor of [1, 2, 3]) {
				child.stdio[descriptor]?.on('data', (chunk) => {
					outputs[descriptor] += chunk;
				});
			}
			const closed = withDeadline(once(child, 'close'), 30_000, () => outputs.join('\n'));
			const [code, signal] = await closed;
			const [, stdout, stderr = '', own] = outputs;
			assert.deepEqual([stdout, own], ['output undefined undefined 0\n', ''], stderr);
			assert.deepEqual([code, signal], [0, null], stderr);
			// What is wrong is told, each in a line, and no secret is.
			for (const line of stderr.split('\n').filter(Boolean))
				assert.match(line, /^parent-watchdog: /);
			assert.doesNotMatch(stderr, /secret/);
		});
	}
});
