/** The command `why`, with reports that real processes left, and with what is none. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Report } from 'parent-watchdog';
import { block } from '../helpers/block.js';
import { runCommand } from '../helpers/command.js';
import { createFolder, createReport, ending, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';

const REPORT = 'PARENT_WATCHDOG_REPORT';

const why = (...args: string[]) => runCommand(['why', ...args]);

/** A report that is right in every field. */
const SAMPLE: Report = {
	time: '2026-01-02T03:04:05.678Z',
	pid: 4711,
	program: '/srv/app/server.js',
	argv: ['/usr/bin/node', '/srv/app/server.js', '--port', '80'],
	reason: { type: 'signal', message: 'received SIGTERM', signal: 'SIGTERM' },
	startedAt: Date.parse('2026-01-02T03:04:05.600Z'),
	duration: 78,
	hooks: [{ name: 'flush', priority: 0, outcome: 'done', ms: 12 }],
	end: 'SIGTERM',
	resources: ['Timeout', 'Timeout', 'TCPServerWrap'],
};

function write(path: string, ...reports: unknown[]): void {
	for (const report of reports) appendFileSync(path, `${JSON.stringify(report)}\n`);
}

describe('the end of a real process', () => {
	it('whose parent was gone', async (t) => {
		const { path } = createReport(t);
		const { tree, parentPid, loseParent } = startWatching(t, fixture('shutdown/async-hook'), {
			[REPORT]: path,
		});
		const [, pid] = await tree.line(/^ready pid=(\d+)/);
		await loseParent();
		await ending(tree);
		const { status, stdout, stderr } = why(path);
		assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
		assert.match(stdout, new RegExp(`^\\S+ \\S+ UTC  pid ${pid}  async-hook\\.js$`, 'm'));
		assert.match(
			stdout,
			new RegExp(`^  Its parent, pid ${parentPid}, was gone: a poll saw that`, 'm'),
		);
		assert.match(stdout, /^ {2}It ended after .* of cleanup: exit 129, which is the code/m);
		assert.match(stdout, /^ {2}1 hook done: anonymous \(\d+ m?s\)\.$/m);
	});

	it('with a hook that failed', async (t) => {
		const { path } = createReport(t);
		const program = fixture('shutdown/odd-hook', { hook: 'throws', ends: 'shutdown' });
		await run(t, program, { [REPORT]: path });
		const { stdout } = why(path);
		assert.match(stdout, /^ {2}Its own code ended it: shutdown\(\) was called\.$/m);
		assert.match(stdout, /^ {2}2 hooks done: first \(.*\), last \(.*\)\.$/m);
		assert.match(stdout, /^ {2}Hook odd failed after .*\n {4}Error: thrown by a hook\n {8}at /m);
	});

	it('with a main thread that was stuck', async (t) => {
		const { reports } = await block(t, 'timer');
		const { path } = createReport(t);
		write(path, ...reports);
		assert.match(why(path).stdout, /^ {2}Its main thread was stuck here, .*:\n {8}at \w+ \(file:/m);
	});
});

describe('a file', () => {
	it('is told newest first, as many as asked for, or one process alone', (t) => {
		const { path } = createReport(t);
		const at = (second: number, pid: number) => ({
			...SAMPLE,
			pid,
			time: `2026-01-02T03:04:0${second}Z`,
		});
		write(path, at(2, 22), at(1, 11), at(3, 33), at(3, 34));
		const pids = (...args: string[]) =>
			[...why(path, ...args).stdout.matchAll(/ pid (\d+) {2}node/g)].map(([, pid]) => pid);
		assert.deepEqual(pids(), ['34', '33', '22', '11']);
		assert.deepEqual(pids('--last', '2'), ['34', '33']);
		assert.match(why(path, '--last', '2').stdout, /^and 2 older reports: --last 4 shows all$/m);
		assert.deepEqual(pids('--pid', '22'), ['22']);
		const json: Report[] = JSON.parse(why(path, '--json', '--last', '1').stdout);
		assert.deepEqual(json, [at(3, 34)]);
	});

	it('is the one that the environment names', (t) => {
		const { path } = createReport(t);
		write(path, SAMPLE);
		const { status, stdout } = runCommand(['why'], { env: { ...process.env, [REPORT]: path } });
		assert.equal(status, 0);
		assert.equal(
			stdout,
			`2026-01-02 03:04:05 UTC  pid 4711  node server.js --port 80
  SIGTERM told it to end.
  It ended after 78 ms of cleanup: SIGTERM.
  1 hook done: flush (12 ms).
  Still open at the end: Timeout x2, TCPServerWrap.
`,
		);
	});

	it('may have lines that are no reports: they are told and skipped', (t) => {
		const { path } = createReport(t);
		const wrong = [{ ...SAMPLE, time: 'yesterday' }, { ...SAMPLE, hooks: [null] }, [], 7, null];
		writeFileSync(path, `${JSON.stringify(SAMPLE).slice(0, 50)}\n\nError: no\n\0\n`);
		write(path, ...wrong, SAMPLE);
		const { status, stdout, stderr } = why(path);
		assert.equal(status, 0);
		assert.match(stdout, /pid 4711/);
		const lines = stderr.trimEnd().split('\n');
		assert.deepEqual(
			lines.map((line) => /line (\d+) of .* is skipped: (.*)$/.exec(line)?.slice(1).join(' ')),
			[
				'1 it is cut short, or no JSON',
				'3 it is no JSON',
				'4 it is no JSON',
				...[5, 6, 7, 8, 9].map((line) => `${line} it is JSON, but no report`),
			],
		);
	});

	it('cannot draw on the terminal', (t) => {
		const { path } = createReport(t);
		const evil = '\x1b[2J\x07\u202e\r\nSECOND\x9b';
		const hook = { name: evil, priority: 0, outcome: evil, ms: 1, error: evil };
		const reason = { type: evil, message: evil };
		write(path, {
			...SAMPLE,
			...{ argv: [evil], reason, hooks: [hook], end: evil, resources: [evil], stuck: [evil] },
		});
		const { status, stdout } = why(path);
		assert.equal(status, 0);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
		assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
		assert.doesNotMatch(stdout, /^SECOND/m);
	});

	it('is read from its end where it is very long', (t) => {
		const { path } = createReport(t);
		write(path, { ...SAMPLE, pid: 1 });
		for (let times = 0; times < 34; times++) appendFileSync(path, `${'x'.repeat(2 ** 20)}\n`);
		write(path, SAMPLE);
		const { status, stdout, stderr } = why(path);
		assert.equal(status, 0);
		assert.match(stderr, /the first \d+ bytes of .* were not read/);
		assert.match(stderr, /and \d+ more lines like that/);
		assert.ok(stderr.length < 5000);
		assert.equal(stdout.match(/pid 4711/g)?.length, 1);
	});
});

describe('what cannot be told', () => {
	const cases: Record<string, [(folder: string) => string[], RegExp, number]> = {
		'no file named': [() => [], /no file: name one, or set PARENT_WATCHDOG_REPORT/, 2],
		'a file that is not there': [
			() => ['/nonexistent/x'],
			/\/nonexistent\/x cannot be read: ENOENT/,
			1,
		],
		'a folder': [(folder) => [folder], /cannot be read: it is no file/, 1],
		'an empty file': [() => ['/dev/null'], /cannot be read: it is no file/, 1],
		'a FIFO that nobody writes to': [
			(folder) => {
				execFileSync('mkfifo', [join(folder, 'fifo')]);
				return [join(folder, 'fifo')];
			},
			/cannot be read: it is no file/,
			1,
		],
		'a process that has left none': [
			(folder) => {
				write(join(folder, 'reports'), SAMPLE);
				return [join(folder, 'reports'), '--pid', '5'];
			},
			/holds no report of pid 5/,
			1,
		],
		'a file without a report': [
			(folder) => {
				writeFileSync(join(folder, 'reports'), '{}\n');
				return [join(folder, 'reports')];
			},
			/holds no report\n/,
			1,
		],
		'how many, as a word': [() => ['x', '--last', 'all'], /a count/, 2],
	};
	for (const [name, [prepare, says, expected]] of Object.entries(cases)) {
		it(name, (t) => {
			const { status, stdout, stderr } = why(...prepare(createFolder(t)));
			assert.match(stderr, says);
			assert.deepEqual({ status, stdout }, { status: expected, stdout: '' });
		});
	}
});
