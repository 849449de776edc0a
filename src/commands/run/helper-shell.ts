/** Our side of the shell that hears signals for us and stands by: `helper-script.ts` is its other side. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { HELPER, PARENT } from '../../environment.js';
import { writeOwnIdentity } from '../../processes/own-identity.js';
import { SCRIPT } from './helper-script.js';

/** It answers in 0.3 ms; one that is stopped, never. */
const PATIENCE = 1000;
/** How often one that was killed is replaced. */
const REPLACEMENTS = 3;

export class HelperShell {
	#shell: ChildProcess | undefined;
	#line: Socket | undefined;
	/** Names of signals, and when they were heard, each until somebody asks for it. */
	#heard: { name: string; at: number }[] = [];
	#text = '';
	readonly #questions: ((isAnswered: boolean) => void)[] = [];
	#replaced = 0;
	#child: string | undefined;

	/** How it ends the program when we are killed; nothing where that is somebody else's work. */
	constructor(private readonly ending: readonly string[]) {
		this.#start();
	}

	say(line: string): void {
		if (line.startsWith('child')) this.#child = line;
		if (this.#line?.writable) this.#line.write(`${line}\n`);
	}

	/** Whether it has been sent that signal as well as we; `undefined` where it does not answer. */
	async hasHeard(signal: NodeJS.Signals): Promise<boolean | undefined> {
		if (!(await this.#ask())) return undefined;
		// What nobody has asked for in time was not for us.
		const since = performance.now() - PATIENCE;
		this.#heard = this.#heard.filter(({ at }) => at >= since);
		const index = this.#heard.findIndex(({ name }) => `SIG${name}` === signal);
		if (index >= 0) this.#heard.splice(index, 1);
		return index >= 0;
	}

	/** It holds nothing, and has nothing to clean up. */
	close(): void {
		this.#shell?.removeAllListeners('exit').kill('SIGKILL');
	}

	#start(): void {
		const ours = ownIdentity();
		const args = ['-c', `eval "$${HELPER}"`, 'parent-watchdog run', ours, ...this.ending];
		const shell = spawn('/bin/sh', args, {
			env: { PATH: process.env.PATH, [HELPER]: SCRIPT },
			cwd: '/',
			// For both directions: a second one would cost each start half a millisecond.
			stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
		});
		if (shell.pid === undefined) return void shell.on('error', () => {});
		const line = shell.stdio[3] as Socket;
		this.#shell = shell;
		this.#line = line;
		line.on('error', () => {});
		line.on('data', (chunk) => this.#read(chunk.toString('latin1')));
		shell.on('exit', () => this.#replace());
		shell.unref();
		line.unref();
	}

	/** It has been killed; by a signal to us all, if it had not got ready yet. */
	#replace(): void {
		this.#shell = undefined;
		this.#line = undefined;
		for (const answer of this.#questions.splice(0)) answer(false);
		if (++this.#replaced > REPLACEMENTS) return;
		this.#start();
		if (this.#child) this.say(this.#child);
	}

	/** What it has heard before the question comes before the answer. */
	async #ask(): Promise<boolean> {
		if (!this.#line?.writable) return false;
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, PATIENCE, false);
			this.#questions.push((isAnswered) => {
				clearTimeout(timer);
				resolve(isAnswered);
			});
			this.say('?');
		});
	}

	#read(text: string): void {
		const lines = (this.#text + text).split('\n');
		this.#text = lines.pop() ?? '';
		for (const line of lines) {
			if (line === '=') this.#questions.shift()?.(true);
			else this.#heard.push({ name: line, at: performance.now() });
		}
	}
}

function ownIdentity(): string {
	const env: NodeJS.ProcessEnv = {};
	writeOwnIdentity(env);
	return env[PARENT] as string;
}
