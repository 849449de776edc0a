/** Clocks that are not what a program takes them for. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createFolder } from './ending.js';
import { fixturePath } from './fixtures.js';
import type { Variables } from './start.js';

/** Node's options that load a preload which makes the wall clock jump by hours, every 20 ms. */
export const JUMPING_CLOCK = ['--require', fixturePath('jumping-clock')];

/** The library that `faketime` puts between a program and the clock: https://github.com/wolfcw/libfaketime */
const library = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], {
	encoding: 'utf8',
}).stdout?.trim();

/** For a test's `skip` option: false, or the reason. */
export const withoutFaketime = library ? false : 'there is no faketime';

/** What gives a process a wall clock that `JUMPING_CLOCK` can set; the monotonic clock stays the true one. */
export function wallClock(t: TestContext): Variables {
	const folder = createFolder(t);
	// Servers may run as another user.
	chmodSync(folder, 0o755);
	const file = join(folder, 'clock');
	writeFileSync(file, '+0h');
	return {
		LD_PRELOAD: library,
		FAKETIME_TIMESTAMP_FILE: file,
		FAKETIME_NO_CACHE: '1',
		FAKETIME_DONT_FAKE_MONOTONIC: '1',
	};
}

/** Runs a command where the machine has started and the monotonic clock has begun a week earlier. */
export const IN_ANOTHER_TIME = [
	...['unshare', '--time', '--boottime', '604800', '--monotonic', '604800'],
] as const;

export const withoutTimeNamespace =
	spawnSync('unshare', [...IN_ANOTHER_TIME.slice(1), '--fork', 'true'], { stdio: 'ignore' })
		.status === 0
		? false
		: 'time namespaces are refused';
