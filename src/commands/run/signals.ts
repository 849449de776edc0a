/** Signals that we get are the program's: each reaches it once. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { readStat } from '../../processes/proc.js';
import { isWindows } from '../../runtime/system.js';
import { wasStartedByNohup } from './restorers.js';
import type { StandBy } from './stand-by.js';

const ON_POSIX: NodeJS.Signals[] = [
	...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGWINCH', 'SIGUSR1', 'SIGUSR2'] as const),
	...(['SIGTSTP', 'SIGCONT'] as const),
];

/** Those of a console reach all its programs, and no others can be handled. */
const ON_WINDOWS: NodeJS.Signals[] = ['SIGINT', 'SIGBREAK'];

/** What a terminal sends to all in its foreground group. */
const OF_TERMINAL: readonly string[] = ['SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGWINCH'];

/** A Ctrl+C that comes sooner after the first one is a key that was held down, in ms. */
const IMPATIENCE = 500;
/** One that comes later is a first one again, in ms. */
const MEMORY = 5000;

export class SignalForwarder {
	readonly #early: NodeJS.Signals[] = [];
	#forward: (signal: NodeJS.Signals) => void = (signal) => void this.#early.push(signal);

	/** From now on no signal ends us. Before the program starts: who starts may be signalled at once. */
	constructor() {
		for (const signal of isWindows ? ON_WINDOWS : ON_POSIX) {
			const isIgnored = signal === 'SIGHUP' && wasStartedByNohup();
			process.on(signal, isIgnored ? () => {} : () => this.#forward(signal));
		}
	}

	/**
	 * Resolves at a second Ctrl+C: somebody wants the program gone. Not where it reads keys itself, as a
	 * prompt does: there a Ctrl+C clears the line.
	 */
	forward(program: ChildProcess, standBy: StandBy): Promise<void> {
		let first = Number.NEGATIVE_INFINITY;
		return new Promise((resolve) => {
			const forward = async (signal: NodeJS.Signals) => {
				const at = performance.now();
				const isHad = await hasProgramHad(signal, standBy);
				if (!isHad && !isIdle(signal, program)) program.kill(signal);
				if (signal !== 'SIGINT' || !isHad || terminal() === undefined) return;
				if (at - first > MEMORY) first = at;
				else if (at - first >= IMPATIENCE && !readsKeys()) resolve();
			};
			this.#forward = (signal) => void forward(signal);
			for (const signal of this.#early) this.#forward(signal);
		});
	}
}

async function hasProgramHad(signal: NodeJS.Signals, standBy: StandBy): Promise<boolean> {
	if (isWindows) return true;
	const wasForGroup = await standBy.wasForGroup(signal);
	return wasForGroup ?? (OF_TERMINAL.includes(signal) && terminal() !== undefined);
}

/** SIGCONT is for who is stopped: a shell may have continued the program along with us. */
function isIdle(signal: NodeJS.Signals, { pid = 0 }: ChildProcess): boolean {
	const state = signal === 'SIGCONT' ? readStat(pid)?.state : undefined;
	return state !== undefined && state !== 'T';
}

/** Its descriptor, where one of ours is one. */
function terminal(): number | undefined {
	const { isatty } = require('node:tty') as typeof import('node:tty');
	return [0, 1, 2].find(isatty);
}

/** Whether input is read key by key, not by the line: https://man7.org/linux/man-pages/man1/stty.1.html */
function readsKeys(): boolean {
	const { stdout } = spawnSync('stty', ['-a'], {
		stdio: [terminal(), 'pipe', 'ignore'],
		encoding: 'utf8',
	});
	return / -icanon\b/.test(stdout ?? '');
}
