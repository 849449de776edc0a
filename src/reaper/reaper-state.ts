/** What the reaper knows: who is to end, and what is to be removed, should the supervisor be killed. */
import { now } from '../runtime/clock.js';
import type { Message, Resource, SupervisedRoot } from './messages.js';
import { parseMessage } from './messages.js';

/** A longer line is none of ours. */
const LONGEST_LINE = 64 * 1024;

export class ReaperState {
	supervisor = 0;
	gracePeriod = 5000;
	isClosed = false;
	/** By supervision id; `undefined` for one that was about to be started when we last heard of it. */
	readonly children = new Map<string, SupervisedRoot | undefined>();
	/** By supervision id, when a child was last told to end (SIGTERM), as a time of `now()`. */
	readonly signalledAt = new Map<string, number>();
	/** By path, in the order in which they were tracked. */
	readonly resources = new Map<string, Resource>();
	#text = '';
	#isTooLong = false;

	/**
	 * Takes what was read, in pieces of any size; a line that is not complete does not count. What nobody
	 * vouches for (`isVerified` is false) may name processes, which are then found by their supervision id
	 * alone, but no paths.
	 */
	read(text: string, isVerified: boolean): void {
		const lines = (this.#text + text).split('\n');
		this.#text = lines.pop() ?? '';
		for (const line of lines) {
			const message =
				this.#isTooLong || line.length > LONGEST_LINE ? undefined : parseMessage(line);
			this.#isTooLong = false;
			if (message) this.#note(message, isVerified);
		}
		if (this.#text.length <= LONGEST_LINE) return;
		this.#text = '';
		this.#isTooLong = true;
	}

	#note(message: Message, isVerified: boolean): void {
		const { children, signalledAt, resources } = this;
		switch (message.type) {
			case 'supervisor':
				this.supervisor = message.pid;
				this.gracePeriod = message.gracePeriod;
				break;
			case 'starting':
				children.set(message.supervisionId, undefined);
				break;
			case 'started':
				children.set(message.supervisionId, isVerified ? message : undefined);
				break;
			case 'signalled':
				if (children.has(message.supervisionId)) signalledAt.set(message.supervisionId, now());
				break;
			case 'ended':
				children.delete(message.supervisionId);
				signalledAt.delete(message.supervisionId);
				break;
			case 'track':
				resources.delete(message.path);
				if (isVerified) resources.set(message.path, message);
				break;
			case 'untrack':
				resources.delete(message.path);
				break;
			case 'close':
				this.isClosed = true;
		}
	}
}
