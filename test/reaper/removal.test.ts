/** Removing a folder in which others are at work, or which is odd. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { removeResource } from '../../src/reaper/removal.js';
import { removeByPath } from '../../src/reaper/removal-by-path.js';
import { idOf, readStats } from '../../src/reaper/resource.js';
import { createFolder } from '../helpers/ending.js';
import { canRun, WITHOUT_PROC, withoutUnshare } from '../helpers/isolation.js';
import { withoutPython } from '../helpers/python.js';

function createTracked(t: TestContext) {
	const folder = realpathSync(createFolder(t));
	const path = join(folder, 'tracked');
	mkdirSync(path);
	return { folder, path };
}

function track(path: string) {
	const stats = readStats(path);
	assert.ok(stats);
	return { path, kind: 'folder' as const, id: idOf(stats) };
}

describe('removeResource()', () => {
	it('removes names that are not UTF-8', { skip: withoutPython }, (t) => {
		const { path } = createTracked(t);
		const program =
			'import os,sys; os.mkdir(sys.argv[1].encode() + b"/\\xff"); ' +
			'open(sys.argv[1].encode() + b"/\\xff/\\xfe\\n", "w")';
		execFileSync('python3', ['-c', program, path]);
		assert.equal(readdirSync(path, { encoding: 'buffer' }).length, 1);
		assert.equal(removeResource(track(path)), true);
		assert.ok(!existsSync(path));
	});

	it('removes a tree that is deeper than a path may be long', { skip: withoutPython }, (t) => {
		const { path } = createTracked(t);
		const program = [
			'import os, sys',
			'os.chdir(sys.argv[1])',
			'for depth in range(3000):',
			'	open("file", "w").close(); os.mkdir("folder"); os.chdir("folder")',
		].join('\n');
		execFileSync('python3', ['-c', program, path]);
		assert.equal(removeResource(track(path)), true);
		assert.ok(!existsSync(path));
	});

	it('removes nothing where a folder is swapped for a link all the time', {
		skip: withoutPython,
	}, async (t) => {
		const { folder, path } = createTracked(t);
		const victim = join(folder, 'victim');
		mkdirSync(victim);
		const files = Array.from({ length: 200 }, (_, index) => join(victim, `${index}`));
		for (const file of files) writeFileSync(file, '');
		// It makes a folder, and a link to the victim in its place, over and over.
		const program = [
			'import os, sys',
			'path, victim = sys.argv[1:]',
			'print("swapping", flush=True)',
			'while True:',
			'	try: os.mkdir(path + "/inner")',
			'	except OSError: pass',
			'	try: os.rmdir(path + "/inner"); os.symlink(victim, path + "/inner")',
			'	except OSError: pass',
			'	try: os.unlink(path + "/inner")',
			'	except OSError: pass',
		].join('\n');
		const attacker = spawn('python3', ['-c', program, path, victim], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		try {
			await once(attacker.stdout, 'data');
			for (let round = 0; round < 500; round++) {
				if (!existsSync(path)) mkdirSync(path);
				removeResource(track(path));
			}
		} finally {
			// The folder can only be removed once nobody writes to it any more.
			const exit = once(attacker, 'exit');
			attacker.kill('SIGKILL');
			await exit;
		}
		assert.deepEqual(
			files.filter((file) => !existsSync(file)),
			[],
		);
	});

	const withoutMount = !canRun(['unshare', '--mount', 'true']) && 'mount namespaces are refused';
	it('leaves what is mounted in it, also from the same file system', {
		skip: withoutMount,
	}, (t) => {
		const { folder, path } = createTracked(t);
		mkdirSync(join(folder, 'kept'));
		writeFileSync(join(folder, 'kept', 'file'), '');
		mkdirSync(join(path, 'mounted'));
		writeFileSync(join(path, 'removed'), '');
		const program = `
			const { removeResource } = require(${JSON.stringify(require.resolve('../../src/reaper/removal.js'))});
			const { idOf, readStats } = require(${JSON.stringify(require.resolve('../../src/reaper/resource.js'))});
			const path = ${JSON.stringify(path)};
			console.log(removeResource({ path, kind: 'folder', id: idOf(readStats(path)) }));`;
		const mount = `mount --bind ${folder}/kept ${path}/mounted && exec "$@"`;
		const command = ['--mount', 'sh', '-c', mount, 'sh', process.execPath, '-e', program];
		const { stdout, stderr } = spawnSync('unshare', command, { encoding: 'utf8' });
		assert.equal(stdout, 'false\n', stderr);
		assert.deepEqual(readdirSync(join(folder, 'kept')), ['file']);
		assert.deepEqual(readdirSync(path), ['mounted']);
	});

	it('removes another file in the place of one that may be replaced, and only then', (t) => {
		const folder = realpathSync(createFolder(t));
		const path = join(folder, 'lock');
		const resource = { path, kind: 'file' as const, id: 'another one' };
		writeFileSync(path, '');
		assert.equal(removeResource(resource), false);
		assert.equal(removeResource({ ...resource, replaceable: true }), true);
		mkdirSync(path);
		assert.equal(removeResource({ ...resource, replaceable: true }), false);
	});
});

describe('where no folder can be held open', () => {
	it('a folder goes with all that is in it, if nobody else may write to it', (t) => {
		const { path } = createTracked(t);
		mkdirSync(join(path, 'inner'), { mode: 0o700 });
		writeFileSync(join(path, 'inner', 'file'), '');
		assert.equal(removeByPath(track(path)), true);
		assert.ok(!existsSync(path));
	});

	it('a folder that others may write to is refused, and left if it has become one', {
		skip: withoutUnshare,
	}, (t) => {
		const { path } = createTracked(t);
		const inner = join(path, 'shared');
		mkdirSync(inner);
		writeFileSync(join(inner, 'file'), '');
		const program = `
			const { chmodSync } = require('node:fs');
			const { checkTrackable } = require(${JSON.stringify(require.resolve('../../src/reaper/track.js'))});
			const { removeResource } = require(${JSON.stringify(require.resolve('../../src/reaper/removal.js'))});
			const { idOf, readStats } = require(${JSON.stringify(require.resolve('../../src/reaper/resource.js'))});
			const path = ${JSON.stringify(path)};
			const remove = () => removeResource({ path, kind: 'folder', id: idOf(readStats(path)) });
			checkTrackable(path);
			chmodSync(path + '/shared', 0o777);
			console.log('inner', remove());
			chmodSync(path, 0o777);
			console.log('outer', remove());
			try { checkTrackable(path); } catch (error) { console.log(error.code, error.message); }`;
		const [command = '', ...args] = [...WITHOUT_PROC, process.execPath, '-e', program];
		const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
		assert.deepEqual(
			stdout.split('\n'),
			[
				'inner false',
				'outer false',
				`ERR_PARENT_WATCHDOG_UNSAFE_PATH "${path}" cannot be tracked: it may be written to by others, and this system has no /proc/self/fd`,
				'',
			],
			stderr,
		);
		assert.deepEqual(readdirSync(inner), ['file']);
	});
});
