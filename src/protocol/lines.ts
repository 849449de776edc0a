/**
 * The longest line that is read, in bytes: no message of ours comes near it, and what does not end must
 * not fill the memory.
 */
export const MAX_LINE = 1024 * 1024;

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
			this.#append(chunk.subarray(from, end));
			this.#endLine();
			from = end + 1;
		}
		this.#append(chunk.subarray(from));
	}

	#append(part: Buffer): void {
		if (this.#isSkipping || part.length === 0) return;
		this.#length += part.length;
		if (this.#length > MAX_LINE) {
			this.onTooLong(this.#length);
			this.#isSkipping = true;
			this.#parts = [];
		} else this.#parts.push(part);
	}

	#endLine(): void {
		const line = this.#isSkipping ? '' : Buffer.concat(this.#parts).toString('utf8');
		this.#parts = [];
		this.#length = 0;
		this.#isSkipping = false;
		if (line) this.onLine(line);
	}
}
