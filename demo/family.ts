import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { witness } from './kinds.js';
import { type Entry, now, RECORD } from './record.js';

/** The parent, its children, and all that they wrote to the record. */
export class Family {
	readonly entries: Entry[] = [];
	/** What they wrote to stderr; nothing, if all goes well. */
	stderr = '';
	killedAt: number | undefined;
	/** How the parent ended. */
	parentEnd: { at: number; how: string } | undefined;
	/** When the record ended: the last process that held it is gone. */
	endedAt: number | undefined;
	readonly #parent: ChildProcess;
	readonly #lines: Interface;
	readonly #gone: Promise<void>;

	constructor() {
		this.#parent = spawn(process.execPath, ['--require', witness, join(__dirname, 'parent.js')], {
			stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
		});
		this.#parent.on('exit', (code, signal) => {
			this.parentEnd = { at: now(), how: signal ?? `exit ${code}` };
		});
		this.#parent.stderr?.setEncoding('utf8').on('data', (text: string) => {
			this.stderr += text;
		});
		this.#lines = createInterface({ input: this.#record });
		// The shell has no clock: its entry gets the time of its arrival.
		this.#lines.on('line', (line) => this.entries.push({ at: now(), ...JSON.parse(line) }));
		this.#gone = new Promise((resolve) => {
			this.#lines.on('close', () => {
				this.endedAt = now();
				resolve();
			});
		});
	}

	get pid(): number {
		return this.#parent.pid as number;
	}

	/** Those who have said something, and not yet that they exit. */
	get pids(): number[] {
		const exited = this.entries.filter(({ event }) => event === 'exit').map(({ pid }) => pid);
		const pids = new Set(this.entries.map(({ pid }) => pid).filter(Boolean));
		return [...pids].filter((pid) => !exited.includes(pid));
	}

	/** Resolves once each of these kinds has said that it is ready, or nothing more can come. */
	async ready(kinds: readonly string[]): Promise<void> {
		const allReady = new Promise<void>((resolve) => {
			this.#lines.on('line', () => {
				if (this.missing(kinds).length === 0) resolve();
			});
		});
		await Promise.race([allReady, this.#gone]);
	}

	missing(kinds: readonly string[]): string[] {
		const ready = this.entries.filter(({ event }) => event === 'ready').map(({ kind }) => kind);
		return kinds.filter((kind) => !ready.includes(kind));
	}

	killParent(): void {
		this.killedAt = now();
		this.#parent.kill('SIGKILL');
	}

	/** Resolves once the record has ended: every process that held it is gone. */
	gone(): Promise<void> {
		return this.#gone;
	}

	/** Stops listening, so that whoever is left cannot keep the demo alive. */
	leave(): void {
		this.#record.destroy();
		this.#parent.stderr?.destroy();
		this.#parent.unref();
	}

	get #record(): Readable {
		return this.#parent.stdio[RECORD] as Readable;
	}
}
