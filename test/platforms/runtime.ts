import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A runtime that a program of ours may run in. */
export interface Runtime {
	/** As it is shown: `Node 22`, `Bun`. */
	name: string;
	/** As it says itself. */
	version: string;
	kind: 'node' | 'bun' | 'deno';
	/** The words before a script. */
	command: readonly [string, ...string[]];
	/** Options between `command` and the script that load a preload. */
	preload(file: string): readonly string[];
	/** The same as a variable. */
	preloadVariable(file: string): Record<string, string>;
}

export function createNode(name: string, version: string, file: string): Runtime {
	return {
		name,
		version,
		kind: 'node',
		command: [file],
		preload: (path) => ['--require', path],
		preloadVariable: (path) => ({ NODE_OPTIONS: `--require ${JSON.stringify(path)}` }),
	};
}

export function createBun(version: string, file: string): Runtime {
	return {
		name: 'Bun',
		version,
		kind: 'bun',
		command: [file],
		preload: (path) => ['--preload', path],
		preloadVariable: (path) => ({ BUN_OPTIONS: `--preload=${path}` }),
	};
}

/**
 * It cannot write to the record, but for its stdout: that is where the record goes. Its cache is a new one: an old
 * one may run code of a file that has changed since, but not in length (https://github.com/denoland/deno/pull/36743).
 */
export function createDeno(version: string, file: string): Runtime {
	const cache = mkdtempSync(join(tmpdir(), 'deno-'));
	process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
	const script = '[ ! -e /dev/fd/3 ] || exec >&3; DENO_DIR=$0 exec "$@"';
	return {
		name: 'Deno',
		version,
		kind: 'deno',
		command: ['sh', '-c', script, cache, file, 'run', '-A'],
		preload: (path) => ['--require', path],
		preloadVariable: (path) => ({ NODE_OPTIONS: `--require ${JSON.stringify(path)}` }),
	};
}
