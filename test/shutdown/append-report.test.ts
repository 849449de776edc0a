/** Where a report is written, and where not: what it holds is nobody else's business. */
import assert from 'node:assert/strict';
import {
	chmodSync,
	chownSync,
	linkSync,
	mkdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Report } from 'parent-watchdog';
import { createFolder, createReport, run } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { internal } from '../helpers/internal.js';

const { appendReport } =
	internal<typeof import('../../src/shutdown/append-report.js')>('shutdown/append-report');
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const needsRoot = { skip: isRoot ? false : 'only root can give a file away' };
const withoutModes = { skip: process.platform === 'win32' ? 'Windows has other rights' : false };

/** Appends to `path`; returns whether that was written. */
function append(path: string): boolean {
	const before = readText(path);
	appendReport(path, () => ({ pid: 1 }) as Report);
	const after = readText(path);
	assert.ok(after === before || after === `${before}{"pid":1}\n`, after);
	return after !== before;
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/** A folder in which anybody may put files, as /tmp is. */
function createSharedFolder(t: TestContext): string {
	const folder = join(createFolder(t), 'shared');
	mkdirSync(folder);
	chmodSync(folder, 0o1777);
	return folder;
}

describe('a report', withoutModes, () => {
	it('is for its owner alone', (t) => {
		const path = join(createFolder(t), 'report');
		assert.ok(append(path));
		assert.equal(statSync(path).mode & 0o777, 0o600);
	});

	it('keeps the rights of a file that is there', (t) => {
		const path = join(createFolder(t), 'report');
		writeFileSync(path, '', { mode: 0o644 });
		assert.ok(append(path));
		assert.equal(statSync(path).mode & 0o777, 0o644);
	});

	it('is not written through a symbolic link', (t) => {
		const folder = createFolder(t);
		const [path, target] = [join(folder, 'report'), join(folder, 'target')];
		for (const text of [undefined, 'precious\n']) {
			if (text) writeFileSync(target, text);
			else symlinkSync(target, path);
			assert.ok(!append(path));
			assert.equal(readText(target), text ?? '');
		}
	});

	it('goes to a file of ours in a folder where others may write', (t) => {
		const path = join(createSharedFolder(t), 'report');
		assert.ok(append(path));
		assert.ok(append(path));
	});

	it("does not go to another user's file there", needsRoot, (t) => {
		const path = join(createSharedFolder(t), 'report');
		writeFileSync(path, '');
		chownSync(path, NOBODY, NOBODY);
		assert.ok(!append(path));
	});

	it('does not go to a second name of one of our files there', (t) => {
		const precious = join(createFolder(t), 'precious');
		writeFileSync(precious, 'precious\n');
		const path = join(createSharedFolder(t), 'report');
		linkSync(precious, path);
		assert.ok(!append(path));
		assert.equal(readText(precious), 'precious\n');
	});

	it("does not go to another user's file in that one's folder", needsRoot, (t) => {
		const folder = join(createFolder(t), 'theirs');
		mkdirSync(folder, { mode: 0o700 });
		chownSync(folder, NOBODY, NOBODY);
		const path = join(folder, 'report');
		writeFileSync(path, '');
		chownSync(path, NOBODY, NOBODY);
		assert.ok(!append(path));
	});

	it("goes to another user's file in a folder that is ours alone", needsRoot, (t) => {
		const path = join(createFolder(t), 'report');
		writeFileSync(path, '');
		chownSync(path, NOBODY, NOBODY);
		assert.ok(append(path));
	});
});

describe('the arguments of the program', { concurrency: 2 }, () => {
	const program = fixture('shutdown/async-hook', { ends: 'shutdown' });

	it('are left out', async (t) => {
		const { path, read } = createReport(t);
		await run(t, program, { NODE_OPTIONS: '', PARENT_WATCHDOG_REPORT: path });
		assert.equal(read()[0]?.argv, undefined);
		assert.equal(read()[0]?.program, program.path);
	});

	it('are there with the option reportArgv', async (t) => {
		const { path, read } = createReport(t);
		const variables = { PARENT_WATCHDOG_REPORT: path, PARENT_WATCHDOG_REPORT_ARGV: '1' };
		await run(t, program, { NODE_OPTIONS: '', ...variables });
		assert.deepEqual(read()[0]?.argv, [process.execPath, program.path]);
	});
});
