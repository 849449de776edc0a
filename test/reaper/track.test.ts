/** Which paths may be tracked. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { ParentWatchdogError } from 'parent-watchdog';
import { createFolder } from '../helpers/ending.js';
import { internal } from '../helpers/internal.js';

const { checkTrackable } = internal<typeof import('../../src/reaper/track.js')>('reaper/track');
const { explainDanger } =
	internal<typeof import('../../src/reaper/unsafe-path.js')>('reaper/unsafe-path');

function refusal(...args: Parameters<typeof checkTrackable>): string {
	try {
		checkTrackable(...args);
	} catch (error) {
		const { code, message } = error as ParentWatchdogError;
		assert.ok(error instanceof ParentWatchdogError);
		assert.equal(code, 'ERR_PARENT_WATCHDOG_UNSAFE_PATH');
		return message;
	}
	return 'it was accepted';
}

describe('is accepted', () => {
	it('a file and a folder among the temporary ones', (t) => {
		const folder = realpathSync(createFolder(t));
		const file = join(folder, 'file');
		writeFileSync(file, '');
		assert.deepEqual(checkTrackable(file), { path: file, kind: 'file' });
		assert.deepEqual(checkTrackable(folder), { path: folder, kind: 'folder' });
		assert.deepEqual(checkTrackable(`${folder}/../${relative(dirname(folder), folder)}/`), {
			path: folder,
			kind: 'folder',
		});
	});

	it('a path that is relative to the current folder', () => {
		const path = 'not-there.sock';
		const expected = { path: join(realpathSync(process.cwd()), path), kind: 'socket' };
		assert.deepEqual(checkTrackable(path, undefined, 'socket'), expected);
	});

	it('what leads through a link and stays within the bounds, by its true path', (t) => {
		const folder = realpathSync(createFolder(t));
		mkdirSync(join(folder, 'real'));
		symlinkSync('real', join(folder, 'link'));
		writeFileSync(join(folder, 'real', 'file'), '');
		const { path } = checkTrackable(join(folder, 'link', 'file'), [folder]);
		assert.equal(path, join(folder, 'real', 'file'));
		assert.equal(checkTrackable(join(folder, 'link', 'file'), [join(folder, 'link')]).path, path);
	});
});

describe('is refused', () => {
	const home = realpathSync(homedir());
	const dangerous: Record<string, [path: string, within: string[]]> = {
		'the root': ['/', ['/']],
		'a folder of the root': ['/usr', ['/']],
		'a folder of the system': ['/usr/lib', ['/usr']],
		'the home folder': [home, [dirname(home)]],
		'the folder for temporary files': [tmpdir(), ['/']],
		'the current folder': ['.', ['/']],
		'what holds the current folder': ['..', ['/']],
		'what is outside the bounds': ['/etc/passwd', [tmpdir()]],
		'what is outside by dots': [join(tmpdir(), '..', 'usr', 'bin', 'env'), [tmpdir()]],
		'a device': ['/dev/shm/../null', ['/dev']],
	};
	for (const [name, [path, within]] of Object.entries(dangerous)) {
		it(name, () => assert.match(refusal(path, within), /^".*" cannot be tracked: it is /));
	}

	it('the bound itself, a link, and a pipe with a name', (t) => {
		const folder = realpathSync(createFolder(t));
		symlinkSync('/etc', join(folder, 'link'));
		execFileSync('mkfifo', [join(folder, 'fifo')]);
		assert.match(refusal(folder, [folder]), /it is not below \//);
		assert.match(refusal(join(folder, 'link')), /no regular file, folder or socket/);
		assert.match(refusal(join(folder, 'fifo')), /no regular file, folder or socket/);
	});

	it('what leads out of the bounds through a link', (t) => {
		const folder = realpathSync(createFolder(t));
		const other = realpathSync(createFolder(t));
		symlinkSync(other, join(folder, 'link'));
		writeFileSync(join(other, 'file'), '');
		assert.match(refusal(join(folder, 'link', 'file'), [folder]), /it is not below/);
	});

	it('a neighbour whose name begins like the bound', (t) => {
		const folder = realpathSync(createFolder(t));
		mkdirSync(join(folder, 'bound-not'));
		mkdirSync(join(folder, 'bound'));
		assert.match(refusal(join(folder, 'bound-not'), [join(folder, 'bound')]), /not below/);
		mkdirSync(join(folder, 'bound', '..inner'));
		checkTrackable(join(folder, 'bound', '..inner'), [join(folder, 'bound')]);
	});

	it('what does not exist and is of no known kind, or is of another one', (t) => {
		const folder = createFolder(t);
		assert.match(refusal(join(folder, 'none')), /does not exist yet; say which kind/);
		assert.match(refusal(join(folder, 'no', 'file'), undefined, 'file'), /cannot be read/);
		assert.match(refusal(folder, undefined, 'socket'), /it is a folder, not a socket/);
	});

	for (const path of ['', 'a\0b', undefined, 5, Buffer.from('/tmp/a')]) {
		it(`what is no path: ${JSON.stringify(path)}`, () => {
			assert.throws(() => checkTrackable(path as string), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT',
			});
		});
	}
});

it('explainDanger() asks for a path in its simplest form', () => {
	assert.equal(explainDanger('a/b', 'file'), 'is not absolute');
	assert.equal(explainDanger('/tmp/x/../y', 'file'), 'is not in its simplest form');
	assert.equal(explainDanger('/tmp/x/', 'file'), 'is not in its simplest form');
	assert.equal(explainDanger('/var/run', 'folder'), 'is a folder of the system');
	assert.equal(explainDanger('/var/lock', 'file'), undefined);
});
