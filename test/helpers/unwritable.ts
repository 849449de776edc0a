/** Files that cannot be written, each in a way of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { createFolder, createReport } from './ending.js';
import { WITH_FEW_DESCRIPTORS, withoutPrlimit } from './exhaustion.js';
import { AS_NOBODY, withoutNobody } from './isolation.js';

interface Unwritable {
	path: string;
	/** A command that runs another one where it is so. */
	prefix?: readonly string[];
	/** When it has no descriptor left. */
	when?: FixtureOptions['exhausted-child']['when'];
}

const MOUNT = 'mount -t tmpfs -o size=4k none';
const withoutMount =
	spawnSync('unshare', ['--mount', 'sh', '-c', `${MOUNT} /tmp`]).status === 0
		? false
		: 'mount namespaces are refused';
const onWindows = process.platform === 'win32' ? 'there is nothing like it on Windows' : false;

/** For the `report` option. */
export const unwritableReports: Record<
	string,
	{ skip: false | string; create: (t: TestContext) => Unwritable }
> = {
	'in a folder that does not exist': {
		skip: false,
		create: (t) => ({ path: join(createFolder(t), 'none', 'report') }),
	},
	'that is a folder': { skip: false, create: (t) => ({ path: createFolder(t) }) },
	'that is a FIFO without a reader': { skip: onWindows, create: (t) => ({ path: createFifo(t) }) },
	'that is a FIFO whose reader does not read': {
		skip: onWindows,
		create: (t) => {
			const path = createFifo(t);
			const file = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
			t.after(() => closeSync(file));
			fill(file);
			return { path };
		},
	},
	'of a device that is full': { skip: onWindows, create: () => ({ path: '/dev/full' }) },
	'on a disk that is full': { skip: withoutMount, create: (t) => createOnTinyDisk(t, 4096) },
	'on a disk with room for a part of the line': {
		skip: withoutMount,
		create: (t) => createOnTinyDisk(t, 4000),
	},
	'for want of a descriptor': {
		skip: withoutPrlimit,
		create: (t) => ({
			path: createReport(t).path,
			prefix: WITH_FEW_DESCRIPTORS,
			when: 'once it watches',
		}),
	},
	'that another user owns': {
		skip: withoutNobody,
		create: (t) => {
			const path = join(createFolder(t), 'report');
			writeFileSync(path, '', { mode: 0o644 });
			return { path, prefix: AS_NOBODY };
		},
	},
};

/** A file system of one page, of which so many bytes are taken by the file itself. */
function createOnTinyDisk(t: TestContext, taken: number): Unwritable {
	const folder = createFolder(t);
	const fill = `${MOUNT} "$0" && head -c ${taken} /dev/zero > "$0/report" && exec "$@"`;
	return { path: join(folder, 'report'), prefix: ['unshare', '--mount', 'sh', '-c', fill, folder] };
}

function createFifo(t: TestContext): string {
	const path = join(createFolder(t), 'fifo');
	execFileSync('mkfifo', [path]);
	return path;
}

function fill(file: number): void {
	try {
		for (;;) writeSync(file, Buffer.alloc(4096));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
	}
}
