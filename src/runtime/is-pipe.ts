import type { Stats } from 'node:fs';

/** https://man7.org/linux/man-pages/man7/inode.7.html; libuv has the same numbers on Windows. */
const TYPE = 0o170000;
const FIFO = 0o010000;

/**
 * As `isFIFO()`, which is false for every pipe on Windows:
 * https://github.com/nodejs/node/blob/main/lib/internal/fs/utils.js (`_checkModeProperty`)
 */
export function isPipe({ mode }: Pick<Stats, 'mode'>): boolean {
	return (mode & TYPE) === FIFO;
}
