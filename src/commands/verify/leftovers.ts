/** What an application has left beside processes: files, sockets and shared memory. Linux tells of them. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readDescriptors } from '../../processes/descriptors.js';
import type { Leftovers } from './trial.js';

/** Where programs put what should not last. */
const TEMPORARY = /^\/(tmp|var\/tmp|run|dev\/shm)\//;

export class Belongings {
	readonly #paths = new Set<string>();
	readonly #pids = new Set<number>();
	readonly #startedAt = Date.now();

	/** What is open, mapped or bound by a process now. */
	note(pid: number): void {
		this.#pids.add(pid);
		const links = readDescriptors(pid) ?? [];
		const sockets = new Set(links.filter((link) => link.startsWith('socket:[')));
		for (const path of [...links, ...readMapped(pid), ...readBound(pid, sockets)]) {
			if (TEMPORARY.test(path) && !path.endsWith(' (deleted)')) this.#paths.add(path);
		}
	}

	/** What of it is there, and all that is in `temporary`, which was empty at the start. */
	find(temporary: string): Leftovers {
		const ours = `${dirname(temporary)}/`;
		const elsewhere = [...this.#paths].filter((path) => !path.startsWith(ours));
		const paths = new Set(elsewhere.filter((path) => this.#isNew(path)));
		for (const path of listBelow(temporary)) paths.add(path);
		const found = [...paths].sort();
		const isShared = (path: string) => path.startsWith('/dev/shm/');
		return {
			files: found.filter((path) => !isShared(path) && !isSocket(path)),
			sockets: found.filter(isSocket),
			sharedMemory: [...found.filter(isShared), ...readSegments(this.#pids)],
		};
	}

	#isNew(path: string): boolean {
		const stats = lstatSync(path, { throwIfNoEntry: false });
		// Where the file system does not tell the birth, it is 0: then the last change counts.
		return stats !== undefined && (stats.birthtimeMs || stats.ctimeMs) >= this.#startedAt;
	}
}

function readMapped(pid: number): string[] {
	return readText(`/proc/${pid}/maps`).flatMap(
		(line) => / (\/dev\/shm\/.*)$/.exec(line)?.[1] ?? [],
	);
}

/** `Num RefCount Protocol Flags Type St Inode Path`: https://man7.org/linux/man-pages/man5/proc_pid_net.5.html */
function readBound(pid: number, sockets: ReadonlySet<string>): string[] {
	return readText(`/proc/${pid}/net/unix`).flatMap((line) => {
		const [, , , , , , inode, path] = line.trim().split(/\s+/);
		return path?.startsWith('/') && sockets.has(`socket:[${inode}]`) ? [path] : [];
	});
}

/** Of System V, which no descriptor shows, by the pid of who has made them (`cpid`, the fifth field). */
function readSegments(pids: ReadonlySet<number>): string[] {
	return readText('/proc/sysvipc/shm').flatMap((line) => {
		const [, id, , , creator] = line.trim().split(/\s+/);
		return pids.has(Number(creator)) ? [`System V segment ${id}`] : [];
	});
}

function readText(path: string): string[] {
	try {
		return readFileSync(path, 'latin1').split('\n');
	} catch {
		return [];
	}
}

function listBelow(folder: string): string[] {
	try {
		return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
			const path = join(folder, entry.name);
			return entry.isDirectory() ? [`${path}/`, ...listBelow(path)] : [path];
		});
	} catch {
		return [];
	}
}

function isSocket(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}
