/** What docs/command.md shows of each command: real processes, and what the command says of them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const COMMAND = require
	.resolve('parent-watchdog/package.json')
	.replace(/package\.json$/, 'dist/cli.js');
const REGISTER = require.resolve('parent-watchdog/register');
const PROGRAMS = join(__dirname, 'programs');

/** By the name of its place in the page. */
export const scenes: Record<string, (folder: string) => Promise<string>> = {
	run: async () => {
		const status = "parent-watchdog run -- sh -c 'exit 3'; echo $?";
		return [status, 'parent-watchdog run -- no-such-command; echo $?']
			.map((line) => type(line))
			.join('\n');
	},

	verify: async (folder) => {
		writeFileSync(
			join(folder, 'package.json'),
			JSON.stringify({ scripts: { dev: `node ${join(PROGRAMS, 'server.js')} && echo done` } }),
		);
		const options = '--timeout 2s --with-preload';
		return type(`parent-watchdog verify ${options} -- npm run dev`, folder);
	},

	tree: async () => {
		const app = start('app.js');
		await until('the application is up', () => /worker\.js/.test(read(app.pid)));
		await delay(500);
		const shown = show('tree', String(app.pid));
		app.kill('SIGKILL');
		return shown;
	},

	orphans: async () => {
		const dev = start('dev.js', '--require', REGISTER);
		await until('the server listens', () => existsSync('/proc/self/net/tcp6') && isListening());
		dev.kill('SIGKILL');
		await delay(1000);
		return `${show('orphans')}\n${show('orphans', '--kill', '--yes')}`;
	},

	why: async (folder) => {
		const PARENT_WATCHDOG_REPORT = join(folder, 'ends.jsonl');
		const parent = spawn('sh', ['-c', 'node worker.js & wait'], {
			cwd: PROGRAMS,
			env: { ...process.env, PARENT_WATCHDOG_REPORT },
		});
		await delay(1500);
		parent.kill('SIGKILL');
		await until('it has told why it ended', () => existsSync(PARENT_WATCHDOG_REPORT));
		return show('why', PARENT_WATCHDOG_REPORT);
	},

	doctor: async () => show('doctor'),
};

function start(program: string, ...options: string[]): ChildProcess {
	return spawn('node', [...options, program], { cwd: PROGRAMS, stdio: 'ignore' });
}

function show(...args: string[]): string {
	const { stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
	return `$ parent-watchdog ${args.join(' ')}\n${stderr}${stdout}`;
}

/** A line as it is typed, and what comes of it. */
function type(line: string, cwd = PROGRAMS): string {
	const command = `parent-watchdog() { node ${COMMAND} "$@"; }`;
	const { stdout } = spawnSync('bash', ['-c', `exec 2>&1; ${command}; ${line}`], {
		cwd,
		encoding: 'utf8',
	});
	return `$ ${line}\n${stdout}`;
}

function read(pid: number | undefined): string {
	return show('tree', String(pid));
}

/** Port 3000, by anybody in this network namespace. */
function isListening(): boolean {
	const hex = (3000).toString(16).toUpperCase();
	return readFileSync('/proc/self/net/tcp6', 'latin1').includes(`:0${hex} `);
}

async function until(what: string, isSo: () => boolean): Promise<void> {
	for (const deadline = performance.now() + 20_000; !isSo(); await delay(100))
		if (performance.now() > deadline) throw new Error(`after 20 s, still not: ${what}`);
}
