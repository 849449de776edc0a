/** Real servers of the engines, on loopback, each with a data folder of its own and a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EngineName, findPort, PROGRAMS } from './engine-programs.js';
import type { Variables } from './start.js';
import { withDeadline } from './tree.js';

export interface EngineServer {
	readonly name: EngineName;
	/** Without credentials. */
	readonly url: string;
	readonly port: number;
	readonly pid: number | undefined;
	/** As if its machine had failed. */
	kill(): Promise<void>;
	/** On the same port, with the same data or none. */
	restart(withData: boolean): Promise<void>;
	signal(name: 'SIGSTOP' | 'SIGCONT'): void;
	/** And its data is removed. */
	stop(): Promise<void>;
}

export interface EngineOptions {
	address?: string;
	/** A command that runs it, such as `ip netns exec`. */
	around?: readonly string[];
	variables?: Variables;
}

export async function startEngine(
	name: EngineName,
	{ address = '127.0.0.1', around = [], variables = {} }: EngineOptions = {},
): Promise<EngineServer> {
	const program = PROGRAMS[name];
	if (!program) throw new Error(`there is no ${name} server`);
	const { file, ready, user } = program;
	const port = await findPort();
	const root = mkdtempSync(join(tmpdir(), `parent-watchdog-${name}-`));
	// For the user that it runs as.
	chmodSync(root, 0o755);
	let folders = 0;
	let server: ChildProcess | undefined;
	const createFolder = async () => {
		folders += 1;
		const folder = join(root, String(folders));
		mkdirSync(folder);
		await program.prepare(folder);
	};
	const run = async () => {
		const args = await program.args(join(root, String(folders)), port, address);
		const env = ['env', ...Object.entries(variables).map((pair) => pair.join('='))];
		// It ends with the tests, whatever ends those.
		const asUser = ['setpriv', ...user, '--pdeathsig', 'KILL'];
		const command = [...around, ...asUser, ...env, file, ...args];
		server = await startServer(command, ready);
	};
	// PostgreSQL serves each connection by a child, which leads a group of its own.
	const signal = (what: NodeJS.Signals) => {
		if (!server?.pid) return;
		const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
		for (const pid of [server.pid, ...children.split(' ').filter(Boolean)]) {
			signalQuietly(Number(pid), what);
		}
	};
	const kill = async () => {
		if (!server || server.exitCode !== null || server.signalCode !== null) return;
		const ended = once(server, 'exit');
		signal('SIGKILL');
		await ended;
	};
	await createFolder();
	await run();
	return {
		name,
		url: program.url(port, address),
		port,
		get pid() {
			return server?.pid;
		},
		kill,
		restart: async (withData) => {
			await kill();
			if (!withData) await createFolder();
			await run();
		},
		signal,
		stop: async () => {
			await kill();
			rmSync(root, { recursive: true, force: true });
		},
	};
}

/** PostgreSQL's come and go. */
function signalQuietly(pid: number, what: NodeJS.Signals): void {
	try {
		process.kill(pid, what);
	} catch {
		// It is gone.
	}
}

async function startServer([file = '', ...args]: string[], ready: RegExp): Promise<ChildProcess> {
	const server = spawn(file, args, {
		stdio: ['ignore', 'pipe', 'pipe'],
		cwd: tmpdir(),
	});
	let output = '';
	const isReady = new Promise<void>((resolve, reject) => {
		const onData = (chunk: Buffer) => {
			output = `${output}${chunk}`.slice(-10_000);
			if (ready.test(output)) resolve();
		};
		server.stdout.on('data', onData);
		server.stderr.on('data', onData);
		server.once('error', reject);
		server.once('exit', (code, signal) => {
			reject(new Error(`${file} has ended: ${code ?? signal}\n${output}`));
		});
	});
	await withDeadline(isReady, 60_000, () => `${file} is not ready:\n${output}`);
	return server;
}
