import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { RECORD } from './record.js';
import { paint, type Style } from './text.js';

/** One way to be a child. */
export interface Kind {
	kind: string;
	how: string;
	colour: Style;
	start(): ChildProcess;
}

const register = require.resolve('parent-watchdog/register');
export const witness = join(__dirname, 'witness.js');
const preloaded = ['--require', witness, '--require', register];

/** The parent reads their stdout; its end leaves them a pipe to nobody. */
const stdio: StdioOptions = ['ignore', 'pipe', 'inherit', RECORD];
const forked: StdioOptions = [...stdio, 'ipc'];

/** The shell goes on after its child, and tells the record what that exited with. */
const SCRIPT = `"$@"; printf '{"kind":"shell","event":"status","code":%d}\\n' "$?" >&${RECORD}`;

const everyKind: Kind[] = [
	{
		kind: 'forked',
		how: 'fork(), watchParent() in its code',
		colour: 'cyan',
		start: () => fork(child('forked'), { execArgv: ['--require', witness], stdio: forked }),
	},
	{
		kind: 'preload',
		how: 'spawn(), --require .../register',
		colour: 'magenta',
		start: () => spawn(process.execPath, [...preloaded, child('preload')], { stdio }),
	},
	{
		kind: 'shell',
		how: 'a shell, --require .../register',
		colour: 'yellow',
		start: () => {
			const command = [process.execPath, ...preloaded, child('shell')];
			return spawn('sh', ['-c', SCRIPT, 'sh', ...command], { stdio });
		},
	},
	{
		kind: 'noisy',
		how: 'spawn(), logs every 5 ms to its pipe',
		colour: 'blue',
		start: () => spawn(process.execPath, [...preloaded, child('noisy')], { stdio }),
	},
	{
		kind: 'slow',
		how: 'fork(), three slow hooks',
		colour: 'green',
		start: () => fork(child('slow'), { execArgv: preloaded, stdio: forked }),
	},
	{
		kind: 'bare',
		how: 'fork(), only NODE_OPTIONS, no hooks',
		colour: 'bold',
		start: () => {
			const preloads = [witness, register].map((file) => `--require ${JSON.stringify(file)}`);
			const NODE_OPTIONS = [process.env.NODE_OPTIONS, ...preloads].filter(Boolean).join(' ');
			const env = { ...process.env, NODE_OPTIONS };
			return fork(child('bare'), { execArgv: [], env, stdio: forked });
		},
	},
];

/** Windows has no `sh`. */
export const kinds = everyKind.filter(
	({ kind }) => kind !== 'shell' || process.platform !== 'win32',
);

/** The name of a kind in its colour; all other names are dim. */
export function paintKind(name: string): string {
	return paint(name, kinds.find(({ kind }) => kind === name)?.colour ?? 'dim');
}

function child(name: string): string {
	return join(__dirname, 'children', `${name}.js`);
}
