/**
 * The first line on a lifeline: the supervision id, which our environment names as well. Whoever says it holds
 * the other end of this very lifeline, and not of something else that the program has by that number.
 */
export class Greeting {
	isWrong = false;
	readonly #expected: Buffer;
	#length = 0;

	constructor(id: string) {
		this.#expected = Buffer.from(`${id}\n`);
	}

	get isComplete(): boolean {
		return this.#length === this.#expected.length;
	}

	/** Returns what comes after it, which is nothing until it is complete. */
	read(chunk: Buffer): Buffer {
		const left = this.#expected.subarray(this.#length);
		const part = chunk.subarray(0, left.length);
		if (!left.subarray(0, part.length).equals(part)) this.isWrong = true;
		if (this.isWrong) return chunk.subarray(chunk.length);
		this.#length += part.length;
		return chunk.subarray(part.length);
	}
}
