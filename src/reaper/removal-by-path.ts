/** Removal where no folder can be held open (macOS, Windows, no `/proc`): only what nobody else can change. */
import { readdirSync, realpathSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Kind, Resource } from './messages.js';
import { canPin } from './pinned-folder.js';
import { isTracked, readStats } from './resource.js';

/**
 * Without `/proc/self/fd` a folder of which others may change the content cannot be removed safely: a
 * folder in it could become a link between a look and the removal. On Windows the mode says nothing.
 */
export function explainWriters(path: string, kind: Kind): string | undefined {
	if (kind !== 'folder' || canPin() || process.platform === 'win32') return undefined;
	const stats = readStats(path);
	const isShared = stats !== undefined && (Number(stats.mode) & 0o022) !== 0;
	return isShared ? 'may be written to by others, and this system has no /proc/self/fd' : undefined;
}

export function removeByPath(resource: Resource): boolean {
	const { path, kind } = resource;
	if (realpathSync(dirname(path)) !== dirname(path)) return false;
	const stats = readStats(path);
	if (!stats || !isTracked(stats, resource) || explainWriters(path, kind)) return false;
	if (kind === 'folder') removeFolderByPath(path, stats.dev);
	else unlinkSync(path);
	return true;
}

function removeFolderByPath(path: string, device: bigint): void {
	for (const name of readdirSync(path)) {
		try {
			const inner = `${path}/${name}`;
			const stats = readStats(inner);
			if (!stats?.isDirectory()) unlinkSync(inner);
			else if (stats.dev === device && !explainWriters(inner, 'folder')) {
				removeFolderByPath(inner, device);
			}
		} catch {
			// It is gone by now, or we may not.
		}
	}
	rmdirSync(path);
}
