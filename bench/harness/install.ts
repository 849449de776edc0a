/** Installs the peers into bench/node_modules, as its lock file says, and builds the one that is native. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FOLDER, whereIs } from './load-peer.js';

export function installPeers(brief: boolean): void {
	if (!isInstalled()) {
		process.stderr.write('installing the peers ...\n');
		const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		const { status } = spawnSync('npm', args, { cwd: FOLDER, stdio: ['ignore', 2, 2] });
		if (status !== 0) throw new Error(`npm ci in ${FOLDER} ended with ${status}`);
	}
	if (!brief) buildNative();
}

/** npm writes that file at the end of an installation. */
function isInstalled(): boolean {
	const done = whereIs('.package-lock.json');
	const lock = join(FOLDER, 'package-lock.json');
	return existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs;
}

/** native-watchdog needs a compiler, Python and Node's headers. Without them it is left out. */
function buildNative(): void {
	const folder = whereIs('native-watchdog');
	if (existsSync(join(folder, 'build', 'Release', 'watchdog.node'))) return;
	process.stderr.write('building native-watchdog ...\n');
	const prefix = dirname(dirname(process.execPath));
	const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
	const args = ['rebuild', '--directory', folder, ...(hasHeaders ? [`--nodedir=${prefix}`] : [])];
	const nodeGyp = join(whereIs('node-gyp'), 'bin', 'node-gyp.js');
	const { status, stderr } = spawnSync(process.execPath, [nodeGyp, ...args], {
		encoding: 'utf8',
		timeout: 120_000,
	});
	if (status !== 0) process.stderr.write(`it did not build:\n${stderr.slice(-800)}\n`);
}
