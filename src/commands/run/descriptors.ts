/** What our caller has opened for the program beside stdin, stdout and stderr: `run -- program 3<file`. */
import { fstatSync, readdirSync, readlinkSync } from 'node:fs';

/** As far as Node closes descriptors in its children (`uv_disable_stdio_inheritance` in libuv). */
const LAST_CLOSED = 15;

/**
 * For `stdio` of `spawn()`, from descriptor 3 on. What lies below Node's own first one was there before
 * Node; of what lies above, only a file can be none of Node's. Those from 16 on are inherited as they are.
 */
export function listInherited(): (number | 'ignore')[] {
	const first = findOwnFirst();
	const list: (number | 'ignore')[] = [];
	for (let descriptor = 3; descriptor <= LAST_CLOSED; descriptor++) {
		const isInherited = descriptor < first ? isOpen(descriptor) : isFile(descriptor);
		list.push(isInherited && descriptor !== ourChannel() ? descriptor : 'ignore');
	}
	return list.slice(0, list.findLastIndex((entry) => entry !== 'ignore') + 1);
}

/** The event loop is the first that Node opens. Without `/proc`: 3, so that nothing is passed on. */
function findOwnFirst(): number {
	try {
		const descriptors = readdirSync('/proc/self/fd').map(Number);
		descriptors.sort((a, b) => a - b);
		return descriptors.find((one) => linkOf(one) === 'anon_inode:[eventpoll]') ?? 3;
	} catch {
		return 3;
	}
}

function linkOf(descriptor: number): string {
	try {
		return readlinkSync(`/proc/self/fd/${descriptor}`);
	} catch {
		return '';
	}
}

function isOpen(descriptor: number): boolean {
	return linkOf(descriptor) !== '';
}

function isFile(descriptor: number): boolean {
	try {
		return fstatSync(descriptor).isFile();
	} catch {
		return false;
	}
}

/** Of `child_process`: Node reads it. */
function ourChannel(): number | undefined {
	return (process.channel as { fd?: number } | null | undefined)?.fd;
}
