/**
 * Yarn's Plug'n'Play: no node_modules, packages in archives that only its own loader reads, but for those that ask to
 * be unplugged. Offline: all that is installed is packed here.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { fixturePath } from '../helpers/fixtures.js';
import { readHooks, startRole, worksAlone } from '../helpers/works-alone.js';
import { byYarnPnp, type Packed, packAll } from './projects.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-pnp-')));
after(() => rmSync(folder, { recursive: true }));

/** It has nothing of ours but what it is given, and says so. */
const PLAIN = `
	const preloaded = globalThis[Symbol.for('parent-watchdog@1')] !== undefined;
	require('node:fs').writeSync(3, 'plain pid=' + process.pid + ' preloaded ' + preloaded + '\\n');
	setInterval(() => {}, 60_000);
`;

let packed: Packed;
before(() => {
	writeFileSync(join(folder, 'plain.js'), PLAIN);
	packed = packAll(folder);
});

describe('installed by Yarn, unplugged as the package asks', { concurrency: 2 }, () => {
	let program: string;
	before(() => {
		program = install('unplugged', {});
	});
	worksAlone(folder, () => run(program));

	it('gives its preload to a child with an environment of its own', async (t) => {
		await assertPlain(t, program, {}, true);
	});
});

describe('installed by Yarn, in an archive all the same', { concurrency: 2 }, () => {
	let program: string;
	before(() => {
		program = install('archived', { 'parent-watchdog': { unplugged: false } });
	});

	it('gives its preload to a child that loads what reads archives', async (t) => {
		await assertPlain(t, program, { KEEPS_ENV: '1' }, true);
	});

	it('starts a child with an environment of its own without, and says so', async (t) => {
		await assertPlain(t, program, {}, false);
	});
});

async function assertPlain(
	t: TestContext,
	program: string,
	variables: object,
	isPreloaded: boolean,
): Promise<void> {
	const NODE_OPTIONS = `--require ${join(dirname(program), '.pnp.cjs')}`;
	const plain = { PLAIN: join(folder, 'plain.js'), ...variables, NODE_OPTIONS };
	const tree = startRole(t, [process.execPath, program], 'supervisor of a plain program', plain);
	const [, preloaded] = await tree.line(/^plain pid=\d+ preloaded (\w+)/);
	assert.equal(preloaded, String(isPreloaded));
	tree.kill('SIGKILL');
	const warnings = readHooks(await tree.end()).map((line) => line.replace(/: .*/, ''));
	assert.deepEqual(warnings, isPreloaded ? [] : ['warning ERR_PARENT_WATCHDOG_NO_PRELOAD']);
}

function run(program: string): string[] {
	return [process.execPath, '--require', join(dirname(program), '.pnp.cjs'), program];
}

/** Returns the program. */
function install(name: string, dependenciesMeta: object): string {
	const app = join(folder, name);
	byYarnPnp(app, packed, dependenciesMeta);
	const program = join(app, 'program.js');
	cpSync(fixturePath('bundled'), program);
	return program;
}
