/** What is being tried, on stderr where a person watches; several trials take a while. */
import type { VerifyOptions } from './trial.js';

export class Progress {
	readonly #isShown = process.stderr.isTTY === true;

	constructor(private readonly options: VerifyOptions) {}

	show(withPreload: boolean, victim: string | undefined, run: number): void {
		const { runs } = this.options;
		const parts = [
			`verify: killing ${victim ?? 'the top process'}`,
			...(runs > 1 ? [`run ${run + 1} of ${runs}`] : []),
			...(withPreload ? ['with the preload'] : []),
		];
		this.#write(`${parts.join(', ')} ...`);
	}

	clear(): void {
		this.#write('');
	}

	/** In the place of what was there. */
	#write(text: string): void {
		const columns = process.stderr.columns || 80;
		if (this.#isShown) process.stderr.write(`\r\x1b[K${text.slice(0, columns - 1)}`);
	}
}
