import { readFileSync } from '../runtime/system.js';
import { readDescriptors } from './descriptors.js';

/** The TCP ports on which a process listens; `undefined` where that cannot be told. Linux alone tells it. */
export function readListeningPorts(pid: number): number[] | undefined {
	const descriptors = readDescriptors(pid);
	if (!descriptors) return undefined;
	const sockets = new Set(
		descriptors.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []),
	);
	if (sockets.size === 0) return [];
	// In its own network namespace.
	const listening = ['tcp', 'tcp6'].flatMap((name) => readListening(`/proc/${pid}/net/${name}`));
	const ports = listening.filter(({ socket }) => sockets.has(socket)).map(({ port }) => port);
	return [...new Set(ports)].sort((a, b) => a - b);
}

/** `sl local_address rem_address st ... inode`: https://man7.org/linux/man-pages/man5/proc_pid_net.5.html */
function readListening(path: string): { port: number; socket: string }[] {
	return readLines(path).flatMap((line) => {
		const [, address = '', , state, , , , , , socket = ''] = line.trim().split(/\s+/);
		if (state !== LISTEN) return [];
		return [{ port: Number.parseInt(address.slice(address.indexOf(':') + 1), 16), socket }];
	});
}

/** `TCP_LISTEN` in include/net/tcp_states.h. */
const LISTEN = '0A';

function readLines(path: string): string[] {
	try {
		return readFileSync(path, 'latin1').split('\n');
	} catch {
		// No IPv6, or it is gone.
		return [];
	}
}
