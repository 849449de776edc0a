/** What `fstat` says on every system, and what of it is a pipe. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type * as Module from '../../src/runtime/is-pipe.js';
import { internal } from '../helpers/internal.js';

const { isPipe } = internal<typeof Module>('runtime/is-pipe');

it('tells pipes by their mode, as Windows has it too', () => {
	// Recorded from Node 22 for Windows, where `isFIFO()` is false for each: a named pipe, a console, a file.
	assert.deepEqual(
		[0o10000, 0o20666, 0o100666].map((mode) => isPipe({ mode })),
		[true, false, false],
	);
	// A socket, as a pipe of Node's is on Linux and macOS.
	assert.equal(isPipe({ mode: 0o140777 }), false);
});

it('agrees with `isFIFO()` where that tells', { skip: process.platform === 'win32' }, (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'is-pipe-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const path = join(folder, 'fifo');
	execFileSync('mkfifo', [path]);
	for (const [file, flags] of [
		[path, 'r+'],
		[__filename, 'r'],
		['/dev/null', 'r'],
	] as const) {
		const descriptor = openSync(file, flags);
		t.after(() => closeSync(descriptor));
		const stats = fstatSync(descriptor);
		assert.equal(isPipe(stats), stats.isFIFO(), file);
	}
});
