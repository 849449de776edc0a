/** Whether a descriptor that the environment names is what its supervisor has put there. */
import { readDescriptors } from '../processes/descriptors.js';
import { readSelf } from '../processes/proc.js';
import { debug } from '../runtime/diagnostics.js';
import { isPipe } from '../runtime/is-pipe.js';
import { fstatSync, isWindows, pid, readlinkSync, readPpid } from '../runtime/system.js';
import type { NamedPipe } from './lifeline-name.js';

/**
 * Variables travel further than descriptors: what node, npm or python has started in between still sees
 * the name, and by that number perhaps something of its own. A shell passes both on, so then our parent
 * holds the same socket by the same number.
 */
export function isOurs({ descriptor, supervisor }: NamedPipe): boolean {
	const channel = process.channel as { fd?: number } | undefined;
	if (descriptor <= 2 || channel?.fd === descriptor || !isConnection(descriptor)) return false;
	if (hasTwin(descriptor)) return false;
	const ppid = readPpid();
	if (ppid === supervisor.pid || !readSelf().hasProc) return true;
	const isInherited = readLink('self', descriptor) === readLink(ppid, descriptor);
	if (!isInherited) debug('descriptor %d is not the lifeline that it is named as', descriptor);
	return isInherited;
}

/**
 * Whether this process has the same thing open by another number as well: then it has a use of its own for it,
 * as where a shell has made it a second stdout.
 */
function hasTwin(descriptor: number): boolean {
	const link = readLink('self', descriptor);
	const links = readDescriptors(pid);
	if (link !== undefined && links) return links.filter((other) => other === link).length > 1;
	return [0, 1, 2].some((other) => isSameFile(other, descriptor));
}

/** Where there is no `/proc`; sockets have no number of their own everywhere. */
function isSameFile(one: number, other: number): boolean {
	try {
		const [a, b] = [fstatSync(one), fstatSync(other)];
		return a.ino !== 0 && a.ino === b.ino && a.dev === b.dev;
	} catch {
		return false;
	}
}

/** A pipe is not ours: it is what shells make, and what Node wakes itself with. Windows has nothing else. */
function isConnection(descriptor: number): boolean {
	// Deno knows no descriptor that it has not opened itself, but can open a socket by its number.
	const link = readLink('self', descriptor);
	if (link !== undefined) return link.startsWith('socket:');
	try {
		const kind = fstatSync(descriptor);
		return isWindows ? isPipe(kind) : kind.isSocket();
	} catch {
		return false;
	}
}

function readLink(pid: number | 'self' | undefined, descriptor: number): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
	} catch {
		// Another user's, or gone: two of these must not look alike.
		return pid === 'self' ? undefined : '';
	}
}
