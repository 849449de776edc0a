/** Which paths may be tracked. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { ParentWatchdogError } from 'parent-watchdog';
import { checkTrackable } from '../../src/reaper/track.js';
import { explainDanger, findDefaultBounds } from '../../src/reaper/unsafe-path.js';
import { createFolder } from '../helpers/ending.js';

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
});

describe('explainDanger()', () => {
	const system = [
		'/etc/passwd',
		'/usr/bin/env',
		'/usr/lib/a/b/c',
		'/var/lib/app/file',
		'/run/app.sock',
		'/usr/src/app',
		'/run/user/1000',
	];
	for (const path of system) {
		it(`refuses ${path}, whatever it is`, () => {
			for (const kind of ['file', 'folder', 'socket']) {
				assert.equal(explainDanger(path, kind), 'is part of the system');
			}
		});
	}

	for (const path of ['/root/.bashrc', '/home/other/.ssh/id', join(homedir(), '.npmrc')]) {
		it(`refuses ${path}`, () => {
			assert.equal(explainDanger(path, 'file'), 'is hidden in a home folder');
		});
	}

	const harmless = [
		'/var/tmp/file',
		'/dev/shm/segment',
		'/run/user/1000/app.sock',
		'/usr/src/app/app.sock',
		'/private/var/folders/ab/cd/T/file',
		'/home/other/project/.lock',
		'/home/other/.cache/tool/socket',
		'/srv/app/run.sock',
		'/opt/app/file',
	];
	for (const path of harmless) {
		it(`has nothing against ${path}`, () => assert.equal(explainDanger(path, 'file'), undefined));
	}

	it('refuses a whole folder of somebody else, but not a file in it', () => {
		assert.equal(explainDanger('/opt/app', 'folder'), 'is a folder of somebody else');
		assert.equal(explainDanger('/home/other', 'folder'), 'is a folder of somebody else');
	});
});

describe('where nobody names a folder', () => {
	it("the working folder counts, unless it is the root, a home or the system's", (t) => {
		const folder = realpathSync(createFolder(t));
		assert.ok(findDefaultBounds(folder).includes(folder));
		for (const unsafe of ['/', '/etc', '/usr/bin', '/root', homedir(), undefined]) {
			assert.deepEqual(findDefaultBounds(unsafe), [realpathSync(tmpdir())]);
		}
	});

	it('a folder for temporary files that the environment makes up does not count', (t) => {
		const { TMPDIR } = process.env;
		t.after(() => {
			if (TMPDIR === undefined) delete process.env.TMPDIR;
			else process.env.TMPDIR = TMPDIR;
		});
		for (const unsafe of ['/', '/etc', '/root']) {
			process.env.TMPDIR = unsafe;
			assert.deepEqual(findDefaultBounds('/'), []);
		}
	});
});

describe('in a working folder that has been removed', () => {
	const program = `
		const { rmdirSync } = require('node:fs');
		const { checkTrackable } = require(${JSON.stringify(require.resolve('../../src/reaper/track.js'))});
		const [cwd, ...paths] = process.argv.slice(1);
		// Node remembers the folder until it is changed.
		process.chdir(cwd);
		rmdirSync(cwd);
		for (const path of paths) {
			try {
				console.log(checkTrackable(path, undefined, 'file').path);
			} catch ({ code, message }) {
				console.log(code, message);
			}
		}`;

	it('a relative path is refused with our code, an absolute one is as good as ever', (t) => {
		const cwd = realpathSync(createFolder(t));
		const path = join(realpathSync(tmpdir()), 'parent-watchdog-none');
		const output = execFileSync(process.execPath, ['-e', program, cwd, 'file', path]);
		const why = '"file" cannot be tracked: the working folder is gone';
		assert.equal(String(output), `ERR_PARENT_WATCHDOG_UNSAFE_PATH ${why}\n${path}\n`);
	});
});
