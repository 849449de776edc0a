/**
 * A preload for tests. It refuses to load native code (Node loads every add-on through
 * `process.dlopen`), notes which programs are started, and says on descriptor 3, when the process
 * exits, what has been loaded by then.
 */
import { writeSync } from 'node:fs';

export interface Loaded {
	/** What was to be loaded as native code. */
	dlopen: string[];
	/** The programs that were started. */
	started: string[];
	/** Files loaded by `require()`. */
	files: string[];
	/** Whether `node:child_process`, without which no program can be started, was loaded. */
	childProcess: boolean;
}

const RECORD = 3;
const dlopen: string[] = [];
const started: string[] = [];

process.dlopen = (_module: object, file: string) => {
	dlopen.push(file);
	throw new Error(`process.dlopen was called for ${file}`);
};
// A forked child has loaded it before any of its code; elsewhere it must stay as it is.
if (hasChildProcess()) noteStarts();

process.on('exit', () => {
	const files = Object.keys(require.cache);
	const loaded: Loaded = { dlopen, started, files, childProcess: hasChildProcess() };
	writeSync(RECORD, `loaded ${JSON.stringify(loaded)}\n`);
});

function hasChildProcess(): boolean {
	const { moduleLoadList } = process as unknown as { moduleLoadList: string[] };
	return moduleLoadList.includes('NativeModule child_process');
}

function noteStarts(): void {
	const childProcess = require('node:child_process') as Record<
		string,
		(command: string, ...rest: unknown[]) => unknown
	>;
	for (const name of [
		'exec',
		'execFile',
		'execFileSync',
		'execSync',
		'fork',
		'spawn',
		'spawnSync',
	]) {
		const start = childProcess[name];
		if (!start) continue;
		childProcess[name] = (command, ...rest) => {
			started.push(`${name} ${command}`);
			return start(command, ...rest);
		};
	}
}
