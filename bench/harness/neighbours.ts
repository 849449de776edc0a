/** Busy processes beside the measured ones. They stand still while nobody measures. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export class Neighbours {
	readonly #all: ChildProcess[];

	private constructor(all: ChildProcess[]) {
		this.#all = all;
	}

	static async start(count: number): Promise<Neighbours> {
		const all = Array.from({ length: count }, () =>
			spawn(process.execPath, ['-e', 'process.stdout.write("busy"); for (;;);'], {
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		);
		await Promise.all(all.map((one) => once(one.stdout as NonNullable<typeof one.stdout>, 'data')));
		const neighbours = new Neighbours(all);
		neighbours.rest();
		return neighbours;
	}

	/** Resolves once they have their share of the processors. */
	async wake(): Promise<void> {
		for (const one of this.#all) one.kill('SIGCONT');
		await new Promise((done) => setTimeout(done, 20));
	}

	rest(): void {
		for (const one of this.#all) one.kill('SIGSTOP');
	}

	async end(): Promise<void> {
		const gone = this.#all.map((one) => once(one, 'exit'));
		for (const one of this.#all) one.kill('SIGKILL');
		await Promise.all(gone);
	}
}
