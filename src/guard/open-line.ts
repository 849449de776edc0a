/** The main thread's part in the guard line: it makes the descriptor ready for the guard thread. */
import type { Socket } from 'node:net';
import { isOurs } from '../detection/lifeline.js';
import { debug } from '../diagnostics.js';
import type { NamedPipe } from '../environment.js';

/** Kept for as long as the process lives: a socket that is collected closes its descriptor. */
const opened: Socket[] = [];

/**
 * Whether the descriptor is the guard line that the environment names, and can be read without waiting:
 * a socket by descriptor is made so (`uv_pipe_open` sets O_NONBLOCK). Only the guard thread reads it, so
 * here it is never waited for. That other runtimes do the same is not said.
 * https://nodejs.org/api/net.html#new-netsocketoptions
 */
export function openGuardLine(named: NamedPipe): boolean {
	if (process.versions.bun || process.versions.deno || !isOurs(named)) return false;
	try {
		const { Socket } = require('node:net') as typeof import('node:net');
		const socket = new Socket({ fd: named.descriptor, manualStart: true } as object);
		socket.on('error', (error) => debug('guard line: %s', error.message)).unref();
		opened.push(socket);
		return true;
	} catch (error) {
		debug('the guard line %d cannot be opened: %s', named.descriptor, (error as Error).message);
		return false;
	}
}
