import { closeSync, errorCode, fstatSync, openSync, readSync } from '../runtime/system.js';

/**
 * A file of `/proc/<pid>` that is held open: it belongs to that very process, whatever its pid is used for
 * later.
 */
export interface HeldFile {
	readonly descriptor: number;
	/** The file that it is: the program may have closed it, and opened another in its place. */
	readonly dev: number;
	readonly ino: number;
}

/** `uncertain`: it has ended, or just its leader thread has, or it never had memory of its own. */
export type Sign = 'alive' | 'uncertain' | 'reaped' | 'lost';

/**
 * Who has memory has not ended. `statm` is what `/proc` says in the least time, less than half of that of
 * `stat`: sizes, of which the fifth and the last are always 0.
 * https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
 */
const SIZES_OF_LIVING = /^[1-9]\d* \d+ \d+ \d+ 0 \d+ 0\n$/;
const buffer = Buffer.allocUnsafeSlow(256);

export function hold(pid: number): HeldFile | undefined {
	try {
		const descriptor = openSync(`/proc/${pid}/statm`, 'r');
		const { dev, ino } = fstatSync(descriptor);
		return { descriptor, dev, ino };
	} catch {
		return undefined;
	}
}

/** Once its process is reaped, a read is ESRCH (`proc_single_show` in fs/proc/base.c). */
export function readSign(held: HeldFile): Sign {
	if (!isOurs(held)) return 'lost';
	try {
		const length = readSync(held.descriptor, buffer, 0, buffer.length, 0);
		return SIZES_OF_LIVING.test(buffer.toString('latin1', 0, length)) ? 'alive' : 'uncertain';
	} catch (error) {
		return errorCode(error) === 'ESRCH' ? 'reaped' : 'uncertain';
	}
}

export function release(held: HeldFile): void {
	if (isOurs(held)) closeSync(held.descriptor);
}

function isOurs({ descriptor, dev, ino }: HeldFile): boolean {
	try {
		const file = fstatSync(descriptor);
		return file.ino === ino && file.dev === dev;
	} catch {
		return false;
	}
}
