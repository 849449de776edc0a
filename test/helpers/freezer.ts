/** Freezes a process with all its threads, as `docker pause` does: in a cgroup of its own. */
import { existsSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Tree } from './tree.js';

interface Freezer {
	root: string;
	file: string;
	frozen: string;
	thawed: string;
}

const ROOT = '/sys/fs/cgroup';
const v2 = { file: 'cgroup.freeze', frozen: '1', thawed: '0' };
const v1 = { file: 'freezer.state', frozen: 'FROZEN', thawed: 'THAWED' };

/**
 * Version 2 first: a process that it has frozen can be killed, even where the test is interrupted.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html and cgroup-v1/freezer-subsystem.html
 */
const freezer = [
	{ root: ROOT, ...v2 },
	{ root: `${ROOT}/unified`, ...v2 },
	{ root: `${ROOT}/freezer`, ...v1 },
].find(works);

/** For a test's `skip` option: false, or the reason. */
export const withoutFreezer = freezer ? false : 'no cgroup can be made that freezes';

/** Freezes the root of a tree. Returns what lets it go on; after the test, that is done in any case. */
export function freeze(t: TestContext, tree: Tree): () => void {
	const { root, file, frozen, thawed } = freezer as Freezer;
	const folder = createCgroup(root);
	const thaw = () => writeFileSync(join(folder, file), thawed);
	t.after(async () => {
		thaw();
		tree.root.kill('SIGKILL');
		await tree.exit();
		rmdirSync(folder);
	});
	writeFileSync(join(folder, 'cgroup.procs'), String(tree.root.pid));
	writeFileSync(join(folder, file), frozen);
	return thaw;
}

function works({ root, file }: Freezer): boolean {
	try {
		const folder = createCgroup(root);
		const isThere = existsSync(join(folder, file));
		rmdirSync(folder);
		return isThere;
	} catch {
		return false;
	}
}

function createCgroup(root: string): string {
	return mkdtempSync(join(root, 'parent-watchdog-'));
}
