import type { EventEmitter } from 'node:events';

/** Calls all listeners. One that throws costs the others nothing: its error is uncaught in a later tick. */
export function emitToAll(emitter: EventEmitter, event: string, ...values: unknown[]): void {
	if (emitter.listenerCount(event) === 0) return;
	for (const listener of emitter.rawListeners(event)) {
		try {
			Reflect.apply(listener, emitter, values);
		} catch (error) {
			process.nextTick(() => {
				throw error;
			});
		}
	}
}
