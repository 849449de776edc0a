/**
 * The longest line that is read, in bytes: no message of ours comes near it, and what does not end must
 * not fill the memory.
 */
export const MAX_LINE = 8 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Cuts what arrives in chunks into lines. A line that is too long is told once, and skipped. */
export class LineReader {
	#parts: Buffer[] = [];
	#length = 0;
	#isSkipping = false;

	constructor(
		private readonly onLine: (line: string) => void,
		private readonly onTooLong: (bytes: number) => void,
	) {}

	read(chunk: Buffer): void {
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
			if (this.#length === 0) this.#tell(chunk.toString('utf8', from, end));
			else this.#endLine(chunk.subarray(from, end));
			from = end + 1;
		}
		// A copy: the chunk is only lent.
		if (from < chunk.length) this.#append(Buffer.from(chunk.subarray(from)));
	}

	#append(part: Buffer): void {
		this.#length += part.length;
		if (this.#isSkipping) return;
		if (this.#length > MAX_LINE) {
			this.onTooLong(this.#length);
			this.#isSkipping = true;
			this.#parts = [];
		} else this.#parts.push(part);
	}

	#endLine(part: Buffer): void {
		this.#append(part);
		const line = this.#isSkipping ? '' : Buffer.concat(this.#parts).toString('utf8');
		this.#parts = [];
		this.#length = 0;
		this.#isSkipping = false;
		this.#tell(line);
	}

	#tell(line: string): void {
		if (line) this.onLine(line);
	}
}
