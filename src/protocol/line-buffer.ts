/** One line, without its end. The bytes are only lent, until the next chunk. */
export interface Line {
	bytes: Buffer;
	/** Whether it is longer than a line may be: then this is its beginning. */
	isCut: boolean;
}

const NEWLINE = 0x0a;
/** What an empty buffer keeps, in bytes: a chunk of a pipe. */
const KEPT = 65_536;

/** Cuts what arrives in chunks into lines. It holds one line of up to `limit` bytes, and one chunk. */
export class LineBuffer {
	#bytes = Buffer.alloc(0);
	#start = 0;
	#end = 0;
	/** How much of what is there holds no end of a line. */
	#searched = 0;
	#isSkipping = false;

	constructor(private readonly limit: number) {}

	/** The chunk is only lent. */
	push(chunk: Buffer): void {
		const rest = this.#isSkipping ? this.#skip(chunk) : chunk;
		this.#makeRoom(rest.length);
		this.#end += rest.copy(this.#bytes, this.#end);
	}

	/** `undefined` if none is complete. One that is too long is returned once, and the rest of it skipped. */
	next(): Line | undefined {
		const unread = this.#bytes.subarray(this.#start, this.#end);
		const length = unread.indexOf(NEWLINE, this.#searched);
		if (length >= 0) {
			this.#start += length + 1;
			this.#searched = 0;
			const bytes = unread.subarray(0, Math.min(length, this.limit));
			return { bytes, isCut: length > this.limit };
		}
		this.#searched = unread.length;
		if (unread.length <= this.limit) return this.#rest();
		this.#isSkipping = true;
		this.#clear();
		return { bytes: unread.subarray(0, this.limit), isCut: true };
	}

	/** Nothing is left to be read for now. */
	#rest(): undefined {
		if (this.#searched === 0) this.#clear();
		if (this.#searched === 0 && this.#bytes.length > KEPT) this.#bytes = Buffer.alloc(0);
	}

	#clear(): void {
		this.#start = 0;
		this.#end = 0;
		this.#searched = 0;
	}

	/** Returns what comes after the end of the line that is skipped. */
	#skip(chunk: Buffer): Buffer {
		const end = chunk.indexOf(NEWLINE);
		this.#isSkipping = end < 0;
		return chunk.subarray(this.#isSkipping ? chunk.length : end + 1);
	}

	#makeRoom(length: number): void {
		const { length: capacity } = this.#bytes;
		if (this.#end + length <= capacity) return;
		const unread = this.#bytes.subarray(this.#start, this.#end);
		const needed = unread.length + length;
		// Twice as much each time, so that a line that drips in is not copied for each byte.
		const grown = needed <= capacity ? this.#bytes : Buffer.allocUnsafeSlow(2 * needed);
		unread.copy(grown);
		this.#bytes = grown;
		this.#start = 0;
		this.#end = unread.length;
	}
}
