/** The main thread's part in the guard line: it makes the descriptor ready for the guard thread. */
import type { Socket } from 'node:net';
import type { Lifeline } from '../child/lifeline.js';
import { isOurs } from '../child/own-descriptor.js';
import type { FromChild } from '../protocol/lifeline.js';
import { encode } from '../protocol/messages.js';
import { debug } from '../runtime/diagnostics.js';

/** Kept for as long as the process lives: a socket that is collected closes its descriptor. */
const opened = new Map<number, Socket>();

/**
 * Returns the descriptor of the guard line, if there is one, and it can be read without waiting: a socket by descriptor is made so (`uv_pipe_open` sets O_NONBLOCK). Only the guard thread reads it, so
 * here it is never waited for. That other runtimes do the same is not said.
 * https://nodejs.org/api/net.html#new-netsocketoptions
 */
export function openGuardLine(lifeline: Lifeline | undefined): number | undefined {
	const { supervisor, guardLine: descriptor } = lifeline ?? {};
	if (!supervisor || descriptor === undefined || opened.has(descriptor)) return descriptor;
	if (process.versions.bun || process.versions.deno) return undefined;
	if (!isOurs({ descriptor, supervisor })) return undefined;
	try {
		const { Socket } = process.getBuiltinModule?.('node:net') ?? require('node:net');
		const socket = new Socket({ fd: descriptor, manualStart: true } as object);
		socket.on('error', (error) => debug('guard line: %s', error.message)).unref();
		opened.set(descriptor, socket);
		// The guard may have been started by the child itself.
		lifeline?.send(encode({ type: 'guarded' } satisfies FromChild));
		return descriptor;
	} catch (error) {
		debug('the guard line %d cannot be opened: %s', descriptor, (error as Error).message);
		return undefined;
	}
}
