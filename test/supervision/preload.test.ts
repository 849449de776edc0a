/** What is put into a child's NODE_OPTIONS is there for that child: else it would end at its start. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createFolder } from '../helpers/ending.js';
import { register } from '../helpers/fixtures.js';
import { withoutNobody } from '../helpers/isolation.js';
import type { Variables } from '../helpers/start.js';
import { startTree, type Tree } from '../helpers/tree.js';

const NOBODY = 65534;

/** Starts `CHILD` as `OPTIONS` say, and tells its warnings and its children's ends. */
const SUPERVISOR = `
	const { writeSync } = require('node:fs');
	const { join } = require('node:path');
	const record = (line) => writeSync(3, line + '\\n');
	process.on('warning', ({ code, message }) => record('warning ' + code + ': ' + message));
	const { supervise } = require(process.env.PACKAGE + '/dist/supervisor.js');
	if (process.env.DAMAGE) require('node:fs').rmSync(join(process.env.PACKAGE, 'dist', 'register.js'));
	const supervisor = supervise();
	const { way, args = [], times = 1, ...options } = JSON.parse(process.env.OPTIONS);
	const stdio = ['ignore', 'inherit', 'inherit', 3];
	for (let left = times; left > 0; left--) {
		const child =
			way === 'spawn'
				? supervisor.spawn(process.execPath, [...args, process.env.CHILD], { ...options, stdio })
				: supervisor.fork(process.env.CHILD, [], { ...options, stdio: [...stdio, 'ipc'] });
		child.exited.then((code) => record('exit ' + code));
		record('watches ' + child.watches);
	}
	setInterval(() => {}, 60_000);
`;

const CHILD = `
	const record = (line) => require('node:fs').writeSync(3, line + '\\n');
	const preloaded = globalThis[Symbol.for('parent-watchdog@1')] !== undefined;
	const may = process.permission?.has('fs.read', '/etc/passwd') ?? 'everything';
	record('child pid=' + process.pid + ' preloaded ' + preloaded + ', may read ' + may);
	if (process.env.STARTS) {
		const { status } = require('node:child_process').spawnSync(process.execPath, ['-p', '1']);
		record('a child of its own: ' + status);
	}
	setInterval(() => {}, 60_000);
`;

/** What the children run: they have to be allowed to read it. */
let programs: string;
before(() => {
	programs = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-programs-')));
	chmodSync(programs, 0o755);
	writeFileSync(join(programs, 'child.js'), CHILD);
	writeFileSync(join(programs, 'prints.js'), "setTimeout(() => console.log('done'), 400);");
});
after(() => rmSync(programs, { recursive: true, force: true }));

describe('a child of another user', { skip: withoutNobody, concurrency: 2 }, () => {
	const cases: [name: string, mode: number, options: object, preloaded: boolean][] = [
		['that may read the package has its preload', 0o755, { uid: NOBODY, gid: NOBODY }, true],
		['that may not read it runs without', 0o700, { uid: NOBODY, gid: NOBODY }, false],
		['of a group that may read it has its preload', 0o750, { uid: NOBODY, gid: 0 }, true],
		['of no group that may read it runs without', 0o750, { uid: NOBODY, gid: NOBODY }, false],
		['but in its group alone, as root, has its preload', 0o700, { gid: NOBODY }, true],
		['that is started by spawn() runs without', 0o700, { way: 'spawn', uid: NOBODY }, false],
	];
	for (const [name, mode, options, preloaded] of cases) {
		it(name, async (t) => {
			const tree = start(t, install(t, 'a folder', mode), { times: 2, ...options });
			await assertRuns(tree, preloaded, /uid .* cannot read .*register\.js/);
		});
	}

	it('runs without where one file alone cannot be read, or a folder far above', async (t) => {
		const one = install(t, 'one', 0o755);
		chmodSync(join(one, 'dist', 'preload.js'), 0o600);
		const above = install(t, 'above/all/others', 0o755);
		chmodSync(dirname(dirname(above)), 0o700);
		for (const folder of [one, above]) {
			await assertRuns(start(t, folder, { uid: NOBODY, gid: NOBODY }), false, /cannot read/);
		}
	});

	it('runs without also where its supervisor was preloaded itself', async (t) => {
		const folder = install(t, 'inherited', 0o700);
		const NODE_OPTIONS = `--no-deprecation --require "${join(folder, 'dist', 'register.js')}"`;
		const tree = start(t, folder, { uid: NOBODY, gid: NOBODY }, { NODE_OPTIONS });
		await assertRuns(tree, false, /cannot read/);
	});
});

describe('a damaged package', () => {
	it('whose preload is gone: the child runs without', async (t) => {
		const tree = start(t, install(t, 'damaged', 0o755), {}, { DAMAGE: '1' });
		await assertRuns(tree, false, /this program cannot read .*register\.js/);
	});
});

const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
	? '--permission'
	: '--experimental-permission';

describe("a child with Node's permission model", { concurrency: 2 }, () => {
	let options: string[];
	before(() => {
		options = [PERMISSION, `--allow-fs-read=${programs}`];
	});

	it('has its preload, and may read nothing else, by fork()', async (t) => {
		const tree = start(t, install(t, 'p', 0o755), { execArgv: options });
		await assertRuns(tree, true, undefined, 'false');
	});

	it('has its preload by spawn(), and its words stay', async (t) => {
		const tree = start(t, install(t, 'p', 0o755), {
			way: 'spawn',
			args: ['--no-warnings', ...options],
		});
		await assertRuns(tree, true, undefined, 'false');
	});

	it('has its preload where NODE_OPTIONS switch it on', async (t) => {
		const folder = install(t, 'with a space', 0o755);
		const NODE_OPTIONS = options.join(' ');
		const env = { ...process.env, NODE_OPTIONS, CHILD: undefined };
		const tree = start(t, folder, { way: 'spawn', env });
		await assertRuns(tree, true, undefined, 'false');
	});

	it('is left as it is where it may read all', async (t) => {
		const execArgv = [PERMISSION, '--allow-fs-read=*', '--allow-child-process'];
		const tree = start(t, install(t, 'p', 0o755), { execArgv }, { STARTS: '1' });
		await tree.line(/^a child of its own: 0/);
		await assertRuns(tree, true, undefined, 'true');
	});

	it('can start a child of its own that has no such model', async (t) => {
		const execArgv = [...options, '--allow-child-process'];
		const tree = start(t, install(t, 'p', 0o755), { execArgv }, { STARTS: '1' });
		await tree.line(/^a child of its own: 0/);
		await assertRuns(tree, true, undefined, 'false');
	});

	it('runs without its preload in a folder that no option can name', async (t) => {
		const tree = start(t, install(t, 'a,b*', 0o755), { execArgv: options, times: 2 });
		await assertRuns(tree, false, /--allow-fs-read cannot name/, 'false');
	});

	it('is not taken for one where the words are its own', async (t) => {
		const tree = start(t, install(t, 'p', 0o755), { way: 'spawn', args: ['-r', 'node:fs'] });
		await assertRuns(tree, true, undefined, 'everything');
	});

	it('that gives the preload nothing to read but itself: the program runs as without', (t) => {
		const folder = install(t, 'p', 0o755);
		const file = join(programs, 'prints.js');
		const preload = join(folder, 'dist', 'register.js');
		const allowed = [file, preload, join(folder, 'dist', 'preload.js')];
		const flags = allowed.map((path) => `--allow-fs-read=${path}`);
		// With an option in the environment it needs more of our files at once.
		for (const variables of [{}, { PARENT_WATCHDOG_INTERVAL: '100' }]) {
			const { status, stdout, stderr } = spawnSync(
				process.execPath,
				[PERMISSION, ...flags, '--no-warnings', '--require', preload, file],
				{ encoding: 'utf8', env: { ...process.env, ...variables } },
			);
			assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: 'done\n', stderr: '' });
		}
	});
});

/** The package in a folder of its own, whose `dist` has the mode. */
function install(t: TestContext, name: string, mode: number): string {
	const outer = realpathSync(createFolder(t));
	chmodSync(outer, 0o755);
	const folder = join(outer, name);
	mkdirSync(folder, { recursive: true });
	for (const part of ['dist', 'package.json']) {
		cpSync(join(dirname(register), '..', part), join(folder, part), { recursive: true });
	}
	symlinkSync(join(dirname(register), '..', 'node_modules'), join(folder, 'node_modules'));
	chmodSync(join(folder, 'dist'), mode);
	return folder;
}

function start(t: TestContext, PACKAGE: string, options: object, variables: Variables = {}): Tree {
	const env = {
		...process.env,
		NODE_OPTIONS: undefined,
		...variables,
		PACKAGE,
		OPTIONS: JSON.stringify(options),
		CHILD: join(programs, 'child.js'),
	};
	return startTree(t, [process.execPath, '-e', SUPERVISOR], { env });
}

/** It runs, whether with its preload or without; and it is gone with its supervisor, by itself or by the reaper. */
async function assertRuns(
	tree: Tree,
	isPreloaded: boolean,
	warning?: RegExp,
	mayRead = 'everything',
): Promise<void> {
	const [, preloaded, may] = await tree.line(/^child pid=\d+ preloaded (\w+), may read (\w+)/);
	assert.deepEqual([preloaded, may], [String(isPreloaded), mayRead]);
	await tree.line(new RegExp(`^watches ${isPreloaded}`));
	if (!isPreloaded) await tree.line(/^warning/);
	tree.kill('SIGKILL');
	const lines = await tree.end();
	const warnings = lines.filter((line) => line.startsWith('warning'));
	assert.equal(warnings.length, isPreloaded ? 0 : 1, warnings.join('\n'));
	if (!isPreloaded) {
		assert.match(warnings[0] ?? '', /^warning ERR_PARENT_WATCHDOG_NO_PRELOAD: no preload/);
		assert.match(warnings[0] ?? '', warning ?? /./);
	}
	assert.deepEqual(
		lines.filter((line) => line.startsWith('exit')),
		[],
	);
}
