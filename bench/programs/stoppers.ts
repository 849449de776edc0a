/** Each starts so many children, of which so many ignore SIGTERM, and returns what stops them. */
import type { ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';
import { loadPeer } from '../harness/load-peer.js';

import { argsOf, PATIENCE, perl, STDIO, startAll, stopEach } from './perl-children.js';

export interface Stopper {
	name: string;
	/** It cannot have children that ignore SIGTERM. */
	obedient?: boolean;
	/** Its children are Node: fewer of them. */
	heavy?: boolean;
	start(count: number, stubborn: number): Promise<() => Promise<unknown>>;
}

const WORKER = join(__dirname, 'stopped-worker.js');
export const STOPPERS: Record<string, Stopper> = {
	ours: {
		name: 'parent-watchdog, supervisor.stop()',
		async start(count, stubborn) {
			const supervisor = supervise({ reaper: false, stop: { terminate: PATIENCE } });
			await startAll(count, (index) => {
				const options = { stdio: [...STDIO] };
				return supervisor.spawn('perl', argsOf(index, stubborn), options).process;
			});
			return () => supervisor.stop();
		},
	},
	'ours-hooks': {
		name: 'the same, Node children with a hook',
		obedient: true,
		heavy: true,
		async start(count) {
			const supervisor = supervise();
			const options = { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] as const };
			await startAll(
				count,
				() => supervisor.fork(WORKER, ['hook'], { stdio: [...options.stdio] }).process,
			);
			return () => supervisor.stop();
		},
	},
	bare: {
		name: "child.kill('SIGTERM'), all at once",
		async start(count, stubborn) {
			const children = await startAll(count, perl(stubborn));
			return () => stopEach(children, (child) => child.kill('SIGTERM'));
		},
	},
	execa: {
		name: 'execa (forceKillAfterDelay)',
		async start(count, stubborn) {
			type Execa = {
				execa(command: string, args: string[], options: object): ChildProcess & Promise<unknown>;
			};
			const { execa } = (await loadPeer('execa')) as Execa;
			const options = { forceKillAfterDelay: PATIENCE, buffer: false, reject: false };
			const children = await startAll(count, (index) =>
				execa('perl', argsOf(index, stubborn), { ...options, stdio: [...STDIO] }),
			);
			return () => stopEach(children, (child) => child.kill('SIGTERM'), 3 * PATIENCE);
		},
	},
	'tree-kill': {
		name: 'tree-kill',
		async start(count, stubborn) {
			type TreeKill = { default(pid: number, signal: string): void };
			const { default: treeKill } = (await loadPeer('tree-kill')) as TreeKill;
			const children = await startAll(count, perl(stubborn));
			return () =>
				stopEach(children, ({ pid }) => treeKill(pid as number, 'SIGTERM'), PATIENCE + 20 * count);
		},
	},
	fkill: {
		name: 'fkill (forceAfterTimeout)',
		async start(count, stubborn) {
			type Fkill = { default(pids: number[], options: object): Promise<void> };
			const { default: fkill } = (await loadPeer('fkill')) as Fkill;
			const children = await startAll(count, perl(stubborn));
			const pids = children.map(({ pid }) => pid as number);
			return () => fkill(pids, { forceAfterTimeout: PATIENCE, tree: false });
		},
	},
	workerpool: {
		name: 'workerpool, terminate()',
		obedient: true,
		heavy: true,
		async start(count) {
			type Pool = { exec(method: string): PromiseLike<unknown>; terminate(): Promise<unknown> };
			type Workerpool = { default: { pool(file: string, options: object): Pool } };
			const { default: workerpool } = (await loadPeer('workerpool')) as Workerpool;
			const options = { workerType: 'process', maxWorkers: count, forkArgs: ['workerpool'] };
			const pool = workerpool.pool(WORKER, options);
			// Each worker has one task at a time: so all are there.
			await Promise.all(Array.from({ length: count }, () => pool.exec('work')));
			return () => pool.terminate();
		},
	},
	cluster: {
		name: 'node:cluster, disconnect()',
		obedient: true,
		heavy: true,
		async start(count) {
			cluster.setupPrimary({ exec: WORKER, args: ['cluster'], silent: true });
			await startAll(count, () => cluster.fork().process as ChildProcess);
			return () => new Promise<void>((done) => cluster.disconnect(done));
		},
	},
};
