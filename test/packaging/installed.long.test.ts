/** The package as each package manager lays it down, for consumers of both kinds, and in folders of every kind. */
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { canRun } from '../helpers/isolation.js';
import { assertFamily } from './family.js';
import {
	byNpm,
	byPnpm,
	byYarnClassic,
	byYarnPnp,
	type Installer,
	type Packed,
	packAll,
	writePrograms,
} from './projects.js';
import { withoutTool } from './tools.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-installed-')));
after(() => rmSync(folder, { recursive: true }));

let packed: Packed;
before(() => {
	packed = packAll(folder);
	byNpm(join(folder, 'npm'), packed);
	writePrograms(join(folder, 'npm'));
});

const installers: Record<string, { skip: string | false; installer: Installer }> = {
	pnpm: { skip: withoutTool('pnpm'), installer: byPnpm },
	'yarn classic': { skip: withoutTool('yarn'), installer: byYarnClassic },
};

describe('installed by npm', { concurrency: 2 }, () => takesBothKinds(() => join(folder, 'npm')));

for (const [name, { skip, installer }] of Object.entries(installers)) {
	describe(`installed by ${name}`, { skip, concurrency: 2 }, () => {
		const app = join(folder, name);
		before(() => {
			installer(app, packed);
			writePrograms(app);
		});
		takesBothKinds(() => app);
	});
}

describe("installed by yarn with Plug'n'Play", { concurrency: 2 }, () => {
	const app = join(folder, 'pnp');
	// As `yarn node` and scripts have it.
	const loaders = `--require ${join(app, '.pnp.cjs')} --experimental-loader file://${app}/.pnp.loader.mjs`;
	before(() => {
		byYarnPnp(app, packed);
		writePrograms(app);
	});
	takesBothKinds(() => app, { NODE_OPTIONS: `--no-warnings ${loaders}` });
});

describe('in a folder that is odd, linked or read-only', { concurrency: 2 }, () => {
	it('its path has spaces, quotes and letters of other languages', async (t) => {
		const app = join(folder, `it's "a" füße $HOME 日本`);
		cpSync(join(folder, 'npm'), app, { recursive: true });
		await assertFamily(t, { app, words: [join(app, 'program.cjs')] });
	});

	it('a symbolic link leads to it', async (t) => {
		const app = join(folder, 'link');
		symlinkSync(join(folder, 'npm'), app);
		await assertFamily(t, { app, words: [join(app, 'program.cjs')] });
	});

	const skip = canRun(readOnly('true')) ? false : 'nothing can be mounted here';
	it('its file system is read-only, as is all else', { skip }, async (t) => {
		await assertFamily(t, { app: join(folder, 'npm'), prefix: readOnly(), words: ['program.mjs'] });
	});
});

function takesBothKinds(app: () => string, variables = {}): void {
	it('for a program that requires it', async (t) => {
		await assertFamily(t, { app: app(), words: ['program.cjs'], variables });
	});

	it('for a program that imports it', async (t) => {
		const PRELOAD = '--import parent-watchdog/register';
		await assertFamily(t, {
			app: app(),
			words: ['program.mjs'],
			variables: { PRELOAD, ...variables },
		});
	});
}

/** Runs a command where nothing can be written, in a mount namespace that nobody else sees. */
function readOnly(...command: readonly string[]): string[] {
	const script = `
		for each in / "$0" "\${TMPDIR:-/tmp}"; do mount --bind "$each" "$each" && mount -o remount,ro,bind "$each" || exit; done
		! touch "$0/a" 2>/dev/null || exit
		exec "$@"
	`;
	return ['unshare', '--mount', 'sh', '-c', script, folder, ...command];
}
