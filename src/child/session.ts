/** The child's side of a supervisor: what it hears over the lifeline, and answers. */

import { type FromChild, type SharedChange, TO_CHILD, type ToChild } from '../protocol/lifeline.js';
import { MessageReader } from '../protocol/message-reader.js';
import { encode } from '../protocol/messages.js';
import { PacedReader } from '../protocol/paced-reader.js';
import type { ParentEnd } from '../protocol/verdict.js';
import { ParentWatchdogError } from '../runtime/errors.js';
import { setImmediate } from '../runtime/system.js';
import { ChildSharedMap } from './child-shared-map.js';
import { ChildStopEvent } from './child-stop-event.js';
import type { Lifeline } from './lifeline.js';
import { MAX_PART, MAX_SHARED_LIMIT, tooLarge } from './shared-entry.js';
import { SettableStopEvent, type StopEvent } from './stop-event.js';

/** How many resources a trace names at most, so that it fits a line. */
const MAX_RESOURCES = 1000;

interface Pending {
	resolve(): void;
	reject(error: Error): void;
}

export class ChildSession {
	readonly #stop = new SettableStopEvent(() => (this.#isOrphan ? undefined : this.lifeline));
	readonly stopEvent: StopEvent = new ChildStopEvent(this.#stop);
	readonly shared = new ChildSharedMap((change) => this.#request(change));
	readonly #pending = new Map<number, Pending>();
	#isOrphan = false;
	#lastId = 0;
	#reader: PacedReader<ToChild> | undefined;

	constructor(
		private readonly lifeline: Lifeline | undefined,
		/** As Ctrl+C, and as SIGTERM. */
		private readonly onAsked: (type: 'interrupt' | 'stop') => void,
		/** The lease that our supervisor watches for us has ended. */
		private readonly onLeaseEnd: (end: ParentEnd) => void,
	) {}

	onData(chunk: Buffer): void {
		this.#reader ??= this.#createReader();
		this.#reader?.read(chunk);
	}

	/** The supervisor does not answer any more. */
	onEnd(): void {
		this.#isOrphan = true;
		for (const { reject } of this.#pending.values()) reject(noSupervisor());
		this.#pending.clear();
	}

	/** The shutdown of this process has started. */
	setStopEvent(reason: unknown): void {
		this.#stop.set(reason);
	}

	/** Where the supervisor talks nonsense, only the end of the lifeline counts from then on. */
	#createReader(): PacedReader<ToChild> | undefined {
		const { lifeline } = this;
		if (!lifeline) return undefined;
		const sender = { name: 'lifeline of the supervisor', pid: lifeline.supervisor.pid };
		const onGivenUp = () => this.onEnd();
		const messages = new MessageReader<ToChild>(sender, TO_CHILD, MAX_PART, onGivenUp);
		return new PacedReader(messages, lifeline, (message) => this.#onMessage(message));
	}

	#onMessage(message: ToChild): Iterator<void> | void {
		switch (message.type) {
			case 'stop':
				return this.#onStop();
			case 'interrupt':
				return this.onAsked('interrupt');
			case 'terminate':
				return this.onAsked('stop');
			case 'state':
			case 'change':
				return this.shared.receive(message);
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
		this.#stop.set();
		setImmediate(() => this.#reply({ type: 'heard', stop: this.#stop.isUsed }));
	}

	#request(change: SharedChange | { change: 'nothing' }): Promise<void> {
		const { lifeline } = this;
		if (this.#isOrphan) return Promise.reject(noSupervisor());
		if (!lifeline) {
			const isApplied = change.change === 'nothing' || this.shared.apply(change);
			return isApplied ? Promise.resolve() : Promise.reject(tooLarge('more', MAX_SHARED_LIMIT));
		}
		this.#lastId += 1;
		const id = this.#lastId;
		lifeline.hold();
		return new Promise<void>((resolve, reject) => {
			this.#pending.set(id, { resolve, reject });
			lifeline.send(encode({ type: 'request', id, ...change } satisfies FromChild));
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
		const resources = process.getActiveResourcesInfo().slice(0, MAX_RESOURCES);
		this.#reply({ type: 'trace', id, resources });
	}

	/** A supervisor that does not read gets no replies, so that they do not pile up here. */
	#reply(message: FromChild): void {
		if (!this.lifeline?.isBehind) this.lifeline?.send(encode(message));
	}
}

function noSupervisor(): Error {
	return new ParentWatchdogError(
		'ERR_PARENT_WATCHDOG_NO_SUPERVISOR',
		'the supervisor is gone, and cannot answer',
	);
}
