/** Projects that have installed the package as `npm pack` makes it. Offline: what it depends on is packed here, too. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pack } from '../../native-free/install.js';
import { fixturePath } from '../helpers/fixtures.js';
import { fileOf } from './tools.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));
const berry = require.resolve('@yarnpkg/cli-dist/bin/yarn.js');

/** By its name, each package's archive. */
export type Packed = Record<string, string>;

export function packAll(folder: string): Packed {
	const packed: Packed = { 'parent-watchdog': pack(folder) };
	for (const name of ['ps-list', 'pidusage']) {
		packed[name] = pack(folder, join(root, 'node_modules', name));
	}
	return packed;
}

/** Installs into `app`, a folder that is not there yet. */
export type Installer = (app: string, packed: Packed) => void;

export const byNpm: Installer = (app, packed) => {
	writeManifest(app, {});
	run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...Object.values(packed)], app);
};

/** Strict: a package finds what it names in its own manifest, and nothing else. */
export const byPnpm: Installer = (app, packed) => {
	const { ours, others } = divide(packed);
	writeManifest(app, { dependencies: ours, pnpm: { overrides: others } });
	const store = `--config.store-dir=${join(app, '..', 'pnpm-store')}`;
	run(process.execPath, [fileOf('pnpm', 'bin', 'pnpm.cjs'), 'install', '--offline', store], app);
};

export const byYarnClassic: Installer = (app, packed) => {
	const { ours, others } = divide(packed);
	writeManifest(app, { dependencies: ours, resolutions: others });
	const options = ['--offline', '--no-progress', '--cache-folder', join(app, '..', 'yarn-cache')];
	run(process.execPath, [fileOf('yarn', 'bin', 'yarn.js'), 'install', ...options], app);
};

/** No node_modules: packages in archives that only its own loader reads, but for those that ask to be unplugged. */
export function byYarnPnp(app: string, packed: Packed, dependenciesMeta: object = {}): void {
	const { ours, others } = divide(packed);
	writeManifest(app, { dependencies: ours, resolutions: others, dependenciesMeta });
	const settings = ['nodeLinker: pnp', 'enableGlobalCache: false', 'enableNetwork: false'];
	writeFileSync(join(app, '.yarnrc.yml'), `${settings.join('\n')}\nenableTelemetry: false\n`);
	writeFileSync(join(app, 'yarn.lock'), '');
	run(process.execPath, [berry, 'install'], app);
}

const IMPORTED = `
	import { addCleanupHook, watchParent } from 'parent-watchdog';
	import { supervise } from 'parent-watchdog/supervisor';
	import { play } from './packaged.cjs';
	play({ addCleanupHook, watchParent, supervise });
`;
const REQUIRED = `
	const { addCleanupHook, watchParent } = require('parent-watchdog');
	const { supervise } = require('parent-watchdog/supervisor');
	require('./packaged.cjs').play({ addCleanupHook, watchParent, supervise });
`;
/** It cannot run as it is. */
const TYPED = `${IMPORTED}\n enum Needs { Transformation }\n`;

/** `packaged` among the fixtures as a consumer of each kind: `program.cjs`, `program.mjs` and `program.ts`. */
export function writePrograms(app: string): void {
	cpSync(fixturePath('packaged'), join(app, 'packaged.cjs'));
	writeFileSync(join(app, 'program.cjs'), REQUIRED);
	writeFileSync(join(app, 'program.mjs'), IMPORTED);
	writeFileSync(join(app, 'program.ts'), TYPED);
}

function divide(packed: Packed): { ours: Packed; others: Packed } {
	const files = Object.entries(packed).map(([name, file]) => [name, `file:${file}`]);
	const { 'parent-watchdog': ours = '', ...others } = Object.fromEntries(files) as Packed;
	return { ours: { 'parent-watchdog': ours }, others };
}

function writeManifest(app: string, fields: object): void {
	mkdirSync(app);
	const manifest = { name: 'app', version: '1.0.0', private: true, ...fields };
	writeFileSync(join(app, 'package.json'), JSON.stringify(manifest));
}

function run(command: string, args: readonly string[], cwd: string): void {
	const env = { ...process.env, YARN_IGNORE_PATH: '1', YARN_ENABLE_IMMUTABLE_INSTALLS: '0' };
	execFileSync(command, args, { cwd, env, stdio: 'pipe', shell: false });
}
