/** A parent and its child, of one peer: started, told, killed, and what the child said meanwhile. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endProcess } from './end-process.js';
import { numbersAfter } from './lines.js';
import { living } from './living.js';
import { clock } from './measure.js';
import type { Peer } from './peer.js';
import { isNested, type Situation } from './situation.js';
import { startParent } from './start-parent.js';

export class Family {
	/** Every line of the child, and when it was read. */
	readonly lines: string[] = [];
	/** When the parent was killed. */
	killedAt = Number.NaN;
	/** When the child had ended, as far as it has. */
	goneAt: number | undefined;
	readonly gone: Promise<unknown>;
	readonly #parent: ChildProcess;
	readonly #situation: Situation;
	readonly #ready: Promise<void>;
	#settle: { resolve(): void; reject(error: Error): void } = { resolve() {}, reject() {} };
	#errors = '';
	#onLine = () => {};

	constructor(id: string, peer: Peer, situation: Situation = {}) {
		living.add(this);
		this.#situation = situation;
		this.#ready = new Promise((resolve, reject) => {
			this.#settle = { resolve, reject };
		});
		this.#ready.catch(() => {});
		this.#parent = startParent(id, peer, situation);
		this.#parent.on('error', (error) => this.#settle.reject(error));
		// Whoever is dead already needs no order.
		this.#parent.stdin?.on('error', () => {});
		this.#parent.stderr?.on('data', (data) => {
			this.#errors = `${this.#errors}${data}`.slice(-2000);
		});
		const record = this.#parent.stdio[3] as Readable;
		const output = this.#parent.stdout as Readable;
		for (const input of [record, output]) {
			createInterface({ input }).on('line', (line) => this.#hear(line));
		}
		const end = (stream: Readable) => once(stream, 'close');
		// Where the child speaks on stdout, this is the parent's end alone.
		const isChilds = peer.env?.RECORD !== '1';
		void end(isChilds ? record : output).then(() =>
			this.#settle.reject(new Error(this.#tellAll('ended early'))),
		);
		this.gone = Promise.all([end(record), end(output)]).then(() => {
			this.goneAt ??= clock();
		});
		record.on('close', () => {
			if (isChilds && Number.isNaN(this.killedAt)) this.goneAt = clock();
		});
	}

	/** Resolves once a child has said that it watches. */
	async ready(deadline = 60_000): Promise<void> {
		const timer = setTimeout(
			() => this.#settle.reject(new Error(this.#tellAll(`not ready within ${deadline} ms`))),
			deadline,
		);
		await this.#ready.finally(() => clearTimeout(timer));
	}

	/** The same of so many children. */
	async readyAll(count: number, deadline: number): Promise<void> {
		await this.ready(deadline);
		const end = clock() + deadline;
		while (this.childPids.length < count) {
			if (clock() > end) throw new Error(this.#tellAll(`not all ready within ${deadline} ms`));
			await new Promise<void>((next) => {
				this.#onLine = next;
				setTimeout(next, 1000);
			});
		}
	}

	get childPids(): number[] {
		return numbersAfter('ready', this.lines);
	}

	get parentPid(): number {
		return this.#parent.pid as number;
	}

	/** When the cleanup began, on the clock of `clock()`. */
	get hookAt(): number | undefined {
		return numbersAfter('hook', this.lines)[0];
	}

	/** One line on the parent's stdin. */
	tell(order: 'die' | 'disconnect'): void {
		this.#parent.stdin?.write(`${order}\n`);
	}

	signal(signal: NodeJS.Signals): void {
		this.#parent.kill(signal);
	}

	/** From within, where the process that we know is not the parent itself. */
	kill(): void {
		this.killedAt = clock();
		if (this.#situation.aroundParent) this.tell('die');
		else this.#parent.kill('SIGKILL');
	}

	/** Ends whoever is left: the child by what it has said, and a parent that waits for orders by their end. */
	async end(): Promise<void> {
		living.delete(this);
		const word = isNested(this.#situation) ? 'outer' : 'ready';
		const children = numbersAfter(word, this.lines);
		if (this.goneAt === undefined) for (const pid of children) endProcess(pid);
		const { aroundParent } = this.#situation;
		const isOver = this.#parent.exitCode !== null || this.#parent.signalCode !== null;
		this.#parent.stdin?.destroy();
		if (!isOver) {
			const exit = once(this.#parent, 'exit');
			if (!aroundParent || isNested(this.#situation)) this.#parent.kill('SIGKILL');
			else setTimeout(() => this.#parent.kill('SIGKILL'), 500);
			await exit;
		}
		for (const stream of this.#parent.stdio) (stream as Readable | null)?.destroy();
	}

	#hear(line: string): void {
		this.lines.push(line);
		if (line.startsWith('ready ')) this.#settle.resolve();
		this.#onLine();
	}

	#tellAll(what: string): string {
		return `${what}; heard: ${JSON.stringify(this.lines)}; ${this.#errors.trim()}`;
	}
}
