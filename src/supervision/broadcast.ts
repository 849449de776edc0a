/** What a supervisor tells all its children: the stop event, and the shared map of record. */

import { MAX_PART, tooLarge } from '../child/shared-entry.js';
import type { AnyShared } from '../child/shared-map.js';
import { SettableStopEvent } from '../child/stop-event.js';
import type { FromChild, SharedChange, ToChild } from '../protocol/lifeline.js';
import { encode, MAX_TEXTS } from '../protocol/messages.js';
import { ParentWatchdogError, textOf } from '../runtime/errors.js';
import type { ChildLine } from './child-line.js';
import type { SuperviseOptions } from './options.js';
import { shareOfChildren, WritableSharedMap } from './writable-shared-map.js';

type Request = Extract<FromChild, { type: 'request' }>;

export class Broadcast<Shared extends object = AnyShared> {
	readonly stopEvent = new SettableStopEvent();
	readonly shared: WritableSharedMap<Shared>;
	readonly #lines = new Set<ChildLine>();
	/** Those that somebody reads, and his pid: what is pushed to the others would only fill our memory. */
	readonly #readers = new Map<ChildLine, number>();
	/** The whole map as a message, made when a child needs it, and kept until the next change. */
	#state: Buffer | undefined;

	constructor(private readonly options: Pick<SuperviseOptions, 'shared' | 'sharedLimit'>) {
		this.shared = new WritableSharedMap<Shared>(
			(change) => this.#push(change),
			options.sharedLimit,
		);
		this.stopEvent.signal.addEventListener('abort', () => {
			for (const line of this.#lines) line.send({ type: 'stop' });
		});
	}

	/** How much of the map is for children, in bytes. */
	get childrenShare(): number {
		return shareOfChildren(this.options.sharedLimit);
	}

	add(line: ChildLine): void {
		this.#lines.add(line);
	}

	/** Who comes late gets the whole state, once; behind a shell, one child may come after another. */
	onHello(line: ChildLine, pid: number): void {
		if (this.#readers.get(line) === pid) return;
		this.#readers.set(line, pid);
		if (this.shared.size > 0) line.sendWhenRead(this.shared, () => this.#encodeState());
		if (this.stopEvent.isSet) line.sendWhenRead(this.stopEvent, () => encode({ type: 'stop' }));
	}

	remove(line: ChildLine): void {
		this.#lines.delete(line);
		this.#readers.delete(line);
	}

	/** A child asks for a change; the answer comes after the change. */
	onRequest(line: ChildLine, request: Request): void {
		const answer: ToChild = { type: 'answer', id: request.id, ...this.#change(request) };
		line.sendWhenRead(answer, () => encode(answer));
	}

	#change(request: Request): { error?: { code: string; message: string } } {
		try {
			if (request.change !== 'nothing') this.shared.change(this.#check(request), 'child');
			return {};
		} catch (error) {
			const { code = 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', message } =
				error as NodeJS.ErrnoException;
			return { error: { code, message: message ?? textOf(error) } };
		}
	}

	/** What a child may ask for, and nothing that it has added to it. @throws if it may not */
	#check(request: Exclude<Request, { change: 'nothing' }>): SharedChange {
		if (this.options.shared === 'read-only') throw readOnly();
		if (request.isCut) throw tooLarge(`over ${this.childrenShare}`, this.childrenShare);
		const { change } = request;
		if (change === 'set') return { change, key: request.key, texts: request.texts };
		return change === 'delete' ? { change, key: request.key } : { change };
	}

	/** Encoded once for all. Who reads too slowly gets the whole state, once it reads again. */
	#push(change: SharedChange): void {
		this.#state = undefined;
		const message = Buffer.from(encode({ type: 'change', ...change }));
		for (const line of this.#readers.keys()) {
			line.sendWhenRead(this.shared, () => this.#encodeState(), message);
		}
	}

	#encodeState(): Buffer {
		this.#state ??= Buffer.from(encodeInParts(this.shared.toTexts()));
		return this.#state;
	}
}

/** No message holds so much that it would keep a child's event loop. `texts`: a key, its value, the next key ... */
function encodeInParts(texts: readonly string[]): string {
	const parts: string[][] = [[]];
	let length = 0;
	for (let index = 0; index < texts.length; index += 2) {
		const entry = texts.slice(index, index + 2);
		const size = Buffer.byteLength(entry.join('\t')) + 1;
		const isFull = length + size > MAX_PART || parts.at(-1)?.length === MAX_TEXTS;
		if (isFull) parts.push([]);
		length = isFull ? size : length + size;
		parts.at(-1)?.push(...entry);
	}
	const last = parts.length - 1;
	return parts
		.map((part, index) =>
			encode({ type: 'state', isLast: index === last, texts: part } satisfies ToChild),
		)
		.join('');
}

function readOnly(): ParentWatchdogError {
	const message = "the shared map is read-only for children: supervise({ shared: 'read-only' })";
	return new ParentWatchdogError('ERR_PARENT_WATCHDOG_READ_ONLY', message);
}
