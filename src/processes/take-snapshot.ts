import { readLinuxRows, type SnapshotWish } from './linux-rows.js';
import { readPsRows } from './ps-rows.js';
import { Snapshot } from './snapshot.js';

/** `undefined` where the table cannot be read now. The event loop is not blocked meanwhile. */
export async function takeSnapshot(wish: SnapshotWish): Promise<Snapshot | undefined> {
	const isLinux = process.platform === 'linux';
	const rows = await (isLinux ? readLinuxRows(wish) : readPsRows(wish.roots));
	return rows && new Snapshot(rows);
}
