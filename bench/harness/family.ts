/** A parent and its child, of one peer: started, told, killed, and what the child said meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cleanEnvironment } from './environment.js';
import { clock } from './measure.js';
import type { Peer } from './peer.js';

export interface Situation {
	/** What stands before the parent's command, and before the child's. */
	aroundParent?: readonly string[];
	aroundChild?: readonly string[];
	child?: 'idle' | 'busy' | 'logging';
	detached?: boolean;
	/** How many children. Default: 1. */
	count?: number;
	/** The parent dies before the child has loaded. */
	diesAtOnce?: boolean;
	env?: Record<string, string>;
}

const PROGRAM = join(__dirname, '..', 'programs', 'peer-parent.js');
const READY = /^ready (\d+)$/;

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
		this.#situation = situation;
		this.#ready = new Promise((resolve, reject) => {
			this.#settle = { resolve, reject };
		});
		this.#ready.catch(() => {});
		const node = [process.execPath, ...(peer.preload ? ['--require', peer.preload] : [])];
		const own = [...node, PROGRAM, id, JSON.stringify(situation)];
		const [command = '', ...args] = [...(situation.aroundParent ?? []), ...(peer.parent ?? own)];
		this.#parent = spawn(command, args, {
			env: {
				...cleanEnvironment(),
				...{ SITUATION: situation.child, COUNT: String(situation.count ?? 1) },
				...{ ...peer.env, ...situation.env },
			},
			stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
		});
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

	/** Resolves once the child has said that it watches. */
	async ready(deadline = 30_000): Promise<void> {
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
		return this.lines.flatMap((line) => {
			const pid = READY.exec(line)?.[1];
			return pid === undefined ? [] : [Number(pid)];
		});
	}

	get parentPid(): number {
		return this.#parent.pid as number;
	}

	/** When the cleanup began, on the clock of `clock()`. */
	get hookAt(): number | undefined {
		const line = this.lines.find((one) => one.startsWith('hook '));
		return line === undefined ? undefined : Number(line.slice(5));
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
		const outer = this.lines.filter((one) => one.startsWith('outer ')).map((one) => one.slice(6));
		const children = isNested(this.#situation) ? outer.map(Number) : this.childPids;
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
		if (READY.test(line)) this.#settle.resolve();
		this.#onLine();
	}

	#tellAll(what: string): string {
		return `${what}; heard: ${JSON.stringify(this.lines)}; ${this.#errors.trim()}`;
	}
}

/** Its pids mean other processes out here. All in there end with the unshare(1) that has made it. */
function isNested({ aroundParent = [], aroundChild = [] }: Situation): boolean {
	return [...aroundParent, ...aroundChild].includes('--pid');
}

function endProcess(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch {
		// It has ended by now.
	}
}
