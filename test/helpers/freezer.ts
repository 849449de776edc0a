/** Freezes a process with all its threads, as `docker pause` does: in a cgroup of its own. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html and cgroup-v2.html */
export interface Freezer {
	root: string;
	file: string;
	frozen: string;
	thawed: string;
}

const ROOT = '/sys/fs/cgroup';
const v2 = { file: 'cgroup.freeze', frozen: '1', thawed: '0' };

export const freezers: Record<string, Freezer> = {
	'cgroup v1': {
		root: `${ROOT}/freezer`,
		file: 'freezer.state',
		frozen: 'FROZEN',
		thawed: 'THAWED',
	},
	'cgroup v2': {
		root: existsSync(`${ROOT}/cgroup.controllers`) ? ROOT : `${ROOT}/unified`,
		...v2,
	},
};

/** For a test's `skip` option: false, or the reason. */
export function withoutFreezer(freezer: Freezer): string | false {
	const folder = folderOf(freezer, process.pid);
	try {
		mkdirSync(folder);
		const isThere = existsSync(join(folder, freezer.file));
		rmdirSync(folder);
		return isThere ? false : `${freezer.root} has no ${freezer.file}`;
	} catch (error) {
		return `no cgroup can be made: ${(error as Error).message}`;
	}
}

/** Returns what lets it go on and takes the cgroup away again. */
export function freeze(freezer: Freezer, pid: number): () => void {
	const folder = folderOf(freezer, pid);
	mkdirSync(folder);
	writeFileSync(join(folder, 'cgroup.procs'), String(pid));
	writeFileSync(join(folder, freezer.file), freezer.frozen);
	return () => {
		if (!existsSync(folder)) return;
		writeFileSync(join(folder, freezer.file), freezer.thawed);
		leave(freezer, pid);
		rmdirSync(folder);
	};
}

/** Back to where everybody is; a process that is gone has left by itself. */
function leave({ root }: Freezer, pid: number): void {
	try {
		writeFileSync(join(root, 'cgroup.procs'), String(pid));
	} catch {}
}

function folderOf({ root }: Freezer, pid: number): string {
	return join(root, `parent-watchdog-test-${process.pid}-${pid}`);
}
