/** What the reaper of a killed supervisor removes, and what it leaves alone. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	realpathSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Kind } from '../../src/reaper/messages.js';
import { createFolder } from '../helpers/ending.js';
import { withoutNobody } from '../helpers/isolation.js';
import { withoutPython } from '../helpers/python.js';
import { startSupervisor } from '../helpers/reaping.js';

type Resources = { path: string; kind: Kind; replaceable?: boolean }[];

/** Tracks them, then does as `meanwhile` says, and kills the supervisor; returns what is left. */
async function track(
	t: TestContext,
	prepare: (folder: string) => Resources,
	meanwhile: (folder: string) => void = () => {},
): Promise<string[]> {
	const folder = createFolder(t);
	const tree = startSupervisor(t, { resources: prepare(folder) });
	await tree.line(/^ready/);
	meanwhile(folder);
	await tree.killSupervisor();
	await tree.end();
	return list(folder);
}

/** All that is in a folder, and not through a link. */
function list(folder: string, inner = ''): string[] {
	const entries = readdirSync(join(folder, inner), { withFileTypes: true });
	const paths = entries.flatMap((entry) => {
		const path = join(inner, entry.name);
		return entry.isDirectory() ? [path, ...list(folder, path)] : [path];
	});
	return paths.sort();
}

/** A socket that a killed server has left behind. */
function createSocket(path: string): void {
	const program =
		'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, 9))';
	try {
		execFileSync(process.execPath, ['-e', program, path], { stdio: 'ignore' });
	} catch {
		// It kills itself.
	}
}

describe('is removed', { skip: withoutPython }, () => {
	it('a file, a socket, and a folder with all that is in it', async (t) => {
		const left = await track(t, (folder) => {
			writeFileSync(join(folder, 'file'), '');
			writeFileSync(join(folder, 'other'), '');
			createSocket(join(folder, 'socket'));
			mkdirSync(join(folder, 'folder', 'inner'), { recursive: true });
			writeFileSync(join(folder, 'folder', 'inner', 'file'), '');
			return [
				{ path: join(folder, 'file'), kind: 'file' },
				{ path: join(folder, 'socket'), kind: 'socket' },
				{ path: join(folder, 'folder'), kind: 'folder' },
			];
		});
		assert.deepEqual(left, ['other']);
	});

	it('what has been written to, and what was made after it was tracked', async (t) => {
		const left = await track(
			t,
			(folder) => {
				writeFileSync(join(folder, 'written'), '');
				mkdirSync(join(folder, 'filled'));
				return [
					{ path: join(folder, 'written'), kind: 'file' },
					{ path: join(folder, 'filled'), kind: 'folder' },
					{ path: join(folder, 'later'), kind: 'file' },
					{ path: join(folder, 'later.sock'), kind: 'socket' },
					{ path: join(folder, 'never'), kind: 'file' },
				];
			},
			(folder) => {
				writeFileSync(join(folder, 'written'), 'more');
				writeFileSync(join(folder, 'filled', 'file'), '');
				writeFileSync(join(folder, 'later'), '');
				createSocket(join(folder, 'later.sock'));
			},
		);
		assert.deepEqual(left, []);
	});

	it('a lock file that was replaced by rename, if it was tracked as replaceable', async (t) => {
		const names = ['given', 'none'];
		const left = await track(
			t,
			(folder) => {
				for (const name of names) writeFileSync(join(folder, name), '1');
				return names.map((name) => {
					return { path: join(folder, name), kind: 'file', replaceable: name === 'given' };
				});
			},
			(folder) => {
				for (const name of names) {
					writeFileSync(join(folder, `${name}.new`), '2');
					renameSync(join(folder, `${name}.new`), join(folder, name));
				}
			},
		);
		assert.deepEqual(left, ['none']);
	});

	it('a link in a folder, but nothing through it', async (t) => {
		const left = await track(t, (folder) => {
			mkdirSync(join(folder, 'kept'));
			writeFileSync(join(folder, 'kept', 'file'), '');
			mkdirSync(join(folder, 'folder'));
			symlinkSync('../kept', join(folder, 'folder', 'link'));
			symlinkSync('nowhere', join(folder, 'folder', 'dangling'));
			return [{ path: join(folder, 'folder'), kind: 'folder' }];
		});
		assert.deepEqual(left, ['kept', join('kept', 'file')]);
	});
});

describe('is left alone', { skip: withoutPython }, () => {
	const others: Record<string, (path: string) => void> = {
		'another file': (path) => writeFileSync(path, 'of somebody else'),
		'a folder': (path) => mkdirSync(path),
		'a socket': createSocket,
		'a link to another file': (path) => symlinkSync('kept', path),
		'a link to a folder': (path) => symlinkSync('..', path),
	};
	const kinds = ['file', 'folder', 'socket'] as const;
	const places = Object.entries(others).flatMap(([name, create]) =>
		kinds.map((kind) => ({ name: `${name} in the place of a ${kind}`, create, kind })),
	);
	// One supervisor for them all: each place is a folder of its own.
	it('what is in the place of another: a file, a folder, a socket, a link', async (t) => {
		const left = await track(
			t,
			(folder) =>
				places.map(({ name, kind }) => {
					mkdirSync(join(folder, name));
					writeFileSync(join(folder, name, 'kept'), '');
					const path = join(folder, name, 'path');
					if (kind === 'file') writeFileSync(path, '');
					if (kind === 'folder') mkdirSync(path);
					if (kind === 'socket') createSocket(path);
					return { path, kind };
				}),
			(folder) => {
				for (const { name, create } of places) {
					rmSync(join(folder, name, 'path'), { recursive: true });
					create(join(folder, name, 'path'));
				}
			},
		);
		const all = places.flatMap(({ name }) => [name, join(name, 'kept'), join(name, 'path')]);
		assert.deepEqual(left, all.sort());
	});

	it('what is of another kind than was announced', async (t) => {
		const left = await track(
			t,
			(folder) => [{ path: join(folder, 'path'), kind: 'socket' }],
			(folder) => writeFileSync(join(folder, 'path'), ''),
		);
		assert.deepEqual(left, ['path']);
	});

	it('what was made later by another user', { skip: withoutNobody }, async (t) => {
		const left = await track(
			t,
			(folder) => [{ path: join(folder, 'path'), kind: 'file' }],
			(folder) => {
				writeFileSync(join(folder, 'path'), '');
				execFileSync('chown', ['65534', join(folder, 'path')]);
			},
		);
		assert.deepEqual(left, ['path']);
	});

	it('what a link leads to that has taken the place of a folder above', async (t) => {
		const left = await track(
			t,
			(folder) => {
				mkdirSync(join(folder, 'above'));
				writeFileSync(join(folder, 'above', 'file'), '');
				return [{ path: join(folder, 'above', 'file'), kind: 'file' }];
			},
			(folder) => {
				renameSync(join(folder, 'above'), join(folder, 'moved'));
				symlinkSync('moved', join(folder, 'above'));
			},
		);
		assert.deepEqual(left, ['above', 'moved', join('moved', 'file')]);
	});

	// Only folders of this test stand for those that are dangerous: a reaper that failed it removes them.
	it('the home folder, the one for temporary files, and what holds them', async (t) => {
		const folder = realpathSync(createFolder(t));
		const [home, temporary] = [join(folder, 'inner', 'home'), join(folder, 'inner', 'tmp')];
		for (const path of [home, temporary, join(folder, 'other')])
			mkdirSync(path, { recursive: true });
		const paths = [home, temporary, join(folder, 'inner'), `${folder}/other/../other`];
		const tree = startSupervisor(
			t,
			{ resources: paths.map((path) => ({ path, kind: 'folder' })) },
			{ HOME: home, TMPDIR: temporary },
		);
		await tree.line(/^ready/);
		await tree.killSupervisor();
		await tree.end();
		const inner = ['inner', join('inner', 'home'), join('inner', 'tmp')];
		assert.deepEqual(list(folder), [...inner, 'other']);
	});
});

it('a server whose socket was tracked goes on while its supervisor lives', async (t) => {
	const folder = createFolder(t);
	const path = join(folder, 'socket');
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(path, resolve));
	t.after(() => server.close());
	const tree = startSupervisor(t, { resources: [{ path, kind: 'socket' }], end: 'close' });
	await tree.line(/^closed/);
	await tree.end();
	assert.ok(existsSync(path));
});
