/** How the servers of the engines are started: from Debian's packages, each with a data folder of its own. */
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { canRun } from './isolation.js';

const run = promisify(execFile);

export const ENGINES = ['redis', 'etcd', 'postgres'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface EngineProgram {
	file: string;
	/** What it says once it serves. */
	ready: RegExp;
	args(folder: string, port: number, address: string): Promise<string[]>;
	prepare(folder: string): Promise<void>;
	url(port: number, address: string): string;
	/** Options of setpriv(1): PostgreSQL refuses to run as root. */
	user: readonly string[];
}

/** For a test's `skip` option: false, or the reason. */
export function withoutEngine(name: EngineName): string | false {
	return PROGRAMS[name] ? false : `there is no ${name} server`;
}

const redis: EngineProgram = {
	file: 'redis-server',
	ready: /Ready to accept connections/,
	args: async (folder, port, address) => [
		...['--port', String(port), '--bind', address, '--dir', folder, '--save', ''],
		...['--appendonly', 'yes', '--appendfsync', 'always', '--protected-mode', 'no'],
	],
	prepare: async () => {},
	url: (port, address) => `redis://${address}:${port}`,
	user: [],
};

const etcd: EngineProgram = {
	file: 'etcd',
	ready: /ready to serve client requests|serving insecure client requests/,
	args: async (folder, port, address) => {
		const peer = `http://127.0.0.1:${await findPort()}`;
		const client = `http://${address}:${port}`;
		return [
			...['--data-dir', folder, '--listen-client-urls', client, '--advertise-client-urls', client],
			...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
			...['--initial-cluster', `default=${peer}`],
			// The shortest lease that it grants follows from these: 1 s.
			...['--heartbeat-interval', '50', '--election-timeout', '250'],
		];
	},
	prepare: async () => {},
	url: (port, address) => `etcd://${address}:${port}`,
	user: [],
};

function createPostgres(): EngineProgram | undefined {
	const versions = '/usr/lib/postgresql';
	const [version] = existsSync(versions) ? readdirSync(versions).sort().reverse() : [];
	if (!version) return undefined;
	const bin = join(versions, version, 'bin');
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	const [uid, gid] = [id('-u'), id('-g')];
	return {
		file: join(bin, 'postgres'),
		ready: /database system is ready to accept connections/,
		args: async (folder, port, address) => [
			...['-D', folder, '-p', String(port), '-h', address, '-k', '', '-F'],
			...['-c', 'max_connections=500'],
		],
		prepare: async (folder) => {
			chownSync(folder, uid, gid);
			const args = ['-D', folder, '-A', 'trust', '-U', 'postgres', '--no-sync'];
			await run(join(bin, 'initdb'), args, { uid, gid, cwd: tmpdir() });
			// Machines of a test's own network.
			appendFileSync(join(folder, 'pg_hba.conf'), 'host all all 10.200.0.0/16 trust\n');
		},
		url: (port, address) => `postgres://postgres@${address}:${port}/postgres`,
		user: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
	};
}

export const PROGRAMS: Record<EngineName, EngineProgram | undefined> = {
	redis: canRun(['redis-server', '--version']) ? redis : undefined,
	etcd: canRun(['etcd', '--version']) ? etcd : undefined,
	postgres: createPostgres(),
};

export async function findPort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, 'close');
	return port;
}
