/** The guard thread's end of the guard line, which it reads and writes without ever waiting. */

import { type FromGuard, TO_GUARD, type ToGuard } from '../protocol/guard-line.js';
import { MessageReader } from '../protocol/message-reader.js';
import { encode } from '../protocol/messages.js';
import { errorCode, readSync, writeSync } from '../runtime/system.js';

/** How much is read in a round, and kept to be written, in bytes: nobody may keep the guard from its work. */
const MOST = 65_536;

export class GuardLine {
	readonly #chunk = Buffer.alloc(4096);
	readonly #messages = new MessageReader<ToGuard>(
		{ name: 'guard line', pid: process.ppid },
		TO_GUARD,
	);
	#unsent = Buffer.alloc(0);
	#isOpen = true;

	constructor(private readonly descriptor: number) {}

	/** What has arrived since the last time. */
	read(): ToGuard[] {
		for (let bytes = 0; this.#isOpen && bytes < MOST; ) {
			const size = this.#try(() => readSync(this.descriptor, this.#chunk));
			if (size === undefined) break;
			// The end of the file: the supervisor is gone, or wants no more of us.
			if (size === 0) this.#isOpen = false;
			this.#messages.push(this.#chunk.subarray(0, size));
			bytes += size;
		}
		this.#flush();
		const received: ToGuard[] = [];
		for (let next = this.#messages.next(); next; next = this.#messages.next()) received.push(next);
		return received;
	}

	/** What does not go out at once goes with the next reading; who does not read hears no more. */
	send(message: FromGuard): void {
		if (this.#unsent.length > MOST) return;
		this.#unsent = Buffer.concat([this.#unsent, Buffer.from(encode(message))]);
		this.#flush();
	}

	#flush(): void {
		while (this.#isOpen && this.#unsent.length > 0) {
			const size = this.#try(() => writeSync(this.descriptor, this.#unsent));
			if (size === undefined) return;
			this.#unsent = this.#unsent.subarray(size);
		}
	}

	/** `undefined` where it would have to wait, or there is nobody at the other end any more. */
	#try(transfer: () => number): number | undefined {
		try {
			return transfer();
		} catch (error) {
			if (errorCode(error) !== 'EAGAIN') this.#isOpen = false;
			return undefined;
		}
	}
}
