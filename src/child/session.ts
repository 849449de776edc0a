/** The child's side of a supervisor: what it hears over the lifeline, and answers. */

import {
	encode,
	readMessages,
	type SharedChange,
	TO_CHILD,
	type ToChild,
} from '../protocol/messages.js';
import type { ParentEnd } from '../protocol/verdict.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { ParentWatchdogError } from '../runtime/errors.js';
import { setImmediate } from '../runtime/system.js';
import { ChildSharedMap } from './child-shared-map.js';
import type { Lifeline } from './lifeline.js';
import { SettableStopEvent } from './stop-event.js';

interface Pending {
	resolve(): void;
	reject(error: Error): void;
}

export class ChildSession {
	readonly stopEvent = new SettableStopEvent(() => (this.#isOrphan ? undefined : this.lifeline));
	readonly shared = new ChildSharedMap((change) => this.#request(change));
	readonly #pending = new Map<number, Pending>();
	#isOrphan = false;
	#lastId = 0;
	#read: ((chunk: Buffer) => void) | undefined;

	constructor(
		private readonly lifeline: Lifeline | undefined,
		/** As Ctrl+C, and as SIGTERM. */
		private readonly onAsked: (type: 'interrupt' | 'stop') => void,
		/** The lease that our supervisor watches for us has ended. */
		private readonly onLeaseEnd: (end: ParentEnd) => void,
	) {}

	onData(chunk: Buffer): void {
		this.#read ??= readMessages<ToChild>(
			TO_CHILD,
			(message) => this.#onMessage(message),
			(problem) => {
				debug('lifeline: ignored %s', problem);
				publish('lifeline', { pid: process.ppid, problem });
			},
		);
		this.#read(chunk);
	}

	/** The supervisor does not answer any more. */
	onEnd(): void {
		this.#isOrphan = true;
		for (const { reject } of this.#pending.values()) reject(noSupervisor());
		this.#pending.clear();
	}

	#onMessage(message: ToChild): void {
		switch (message.type) {
			case 'stop':
				return this.#onStop();
			case 'interrupt':
				return this.onAsked('interrupt');
			case 'terminate':
				return this.onAsked('stop');
			case 'state':
				return this.shared.replace(message.entries);
			case 'change':
				return this.shared.apply(message);
			case 'answer':
				return this.#onAnswer(message);
			case 'trace':
				return this.#onTrace(message.id);
			case 'lease':
				return this.onLeaseEnd(message.end);
		}
	}

	/** The program may look at the event for the first time in the very turn in which it is told of it. */
	#onStop(): void {
		this.stopEvent.set();
		setImmediate(() => {
			this.lifeline?.send(encode({ type: 'heard', stop: this.stopEvent.isUsed }));
		});
	}

	#request(change: SharedChange): Promise<void> {
		const { lifeline } = this;
		if (this.#isOrphan) return Promise.reject(noSupervisor());
		if (!lifeline) {
			this.shared.apply(change);
			return Promise.resolve();
		}
		this.#lastId += 1;
		const id = this.#lastId;
		lifeline.hold();
		return new Promise<void>((resolve, reject) => {
			this.#pending.set(id, { resolve, reject });
			lifeline.send(encode({ type: 'request', id, ...change }));
		}).finally(() => lifeline.release());
	}

	#onAnswer({ id, error }: Extract<ToChild, { type: 'answer' }>): void {
		const pending = this.#pending.get(id);
		this.#pending.delete(id);
		if (error) pending?.reject(Object.assign(new Error(error.message), { code: error.code }));
		else pending?.resolve();
	}

	/** Who can answer is not blocked: what it waits for says what it does. */
	#onTrace(id: number): void {
		const resources = process.getActiveResourcesInfo();
		this.lifeline?.send(encode({ type: 'trace', id, resources }));
	}
}

function noSupervisor(): Error {
	return new ParentWatchdogError(
		'ERR_PARENT_WATCHDOG_NO_SUPERVISOR',
		'the supervisor is gone, and cannot answer',
	);
}
