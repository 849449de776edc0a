/**
 * Time that passes only when a test says so. The package takes its timers and its clock when it is loaded
 * (src/system.ts), so what is loaded here lives in this time, and the test's own timers stay real.
 */
import { join } from 'node:path';

/** A turn of the event loop takes a while, or what asks again in every turn would never see time pass. */
const TURN = 0.25;

/** No script comes near so many callbacks. */
const MANY = 20_000;

class Timer {
	isRef = true;

	constructor(
		readonly at: number,
		readonly run: () => void,
	) {}

	ref(): this {
		this.isRef = true;
		return this;
	}

	unref(): this {
		this.isRef = false;
		return this;
	}

	hasRef(): boolean {
		return this.isRef;
	}
}

export class VirtualTime {
	now = 0;
	#timers: Timer[] = [];
	#count = 0;

	/** Whether something is still to come that keeps a process alive. */
	get isBusy(): boolean {
		return this.#timers.some(({ isRef }) => isRef);
	}

	readonly setTimeout = (run: () => void, ms = 1): Timer => this.#add(Math.max(ms, 1), run);
	readonly setImmediate = (run: () => void): Timer => this.#add(TURN, run);
	readonly clearTimeout = (timer?: Timer): void => {
		this.#timers = this.#timers.filter((other) => other !== timer);
	};

	/** Loads a compiled file of `src/` so that it lives in this time; `replaced` is what else it finds then. */
	load<Module>(name: string, replaced: object = {}): Module {
		const { setTimeout, clearTimeout, setImmediate } = this;
		const hrtime = () => [Math.floor(this.now / 1e3), (this.now % 1e3) * 1e6];
		const restores = [
			replace(globalThis, { setTimeout, clearTimeout, setImmediate }),
			replace(Date, { now: () => this.now }),
			replace(process, { hrtime, ...replaced }),
		];
		try {
			return require(join(__dirname, '..', '..', 'src', `${name}.js`)) as Module;
		} finally {
			for (const restore of restores) restore();
		}
	}

	/** What comes next, if it comes until `limit`; by then it is that time. */
	next(limit: number): (() => void) | undefined {
		const [first, ...rest] = this.#timers;
		if (!first || first.at > limit) {
			this.now = Math.max(this.now, limit);
			return undefined;
		}
		this.#timers = rest;
		this.#count += 1;
		if (this.#count > MANY) throw new Error('it never ends');
		this.now = Math.max(this.now, first.at);
		return first.run;
	}

	/** Runs all that comes until then. */
	passTo(limit: number): void {
		for (let run = this.next(limit); run; run = this.next(limit)) run();
	}

	/** Forgets what is still to come. */
	clear(): void {
		this.#timers = [];
		this.#count = 0;
	}

	#add(ms: number, run: () => void): Timer {
		const timer = new Timer(this.now + ms, run);
		// Those of the same time come in the order in which they were asked for.
		const after = this.#timers.findIndex(({ at }) => at > timer.at);
		this.#timers.splice(after < 0 ? this.#timers.length : after, 0, timer);
		return timer;
	}
}

/** Returns what puts the old values back. */
export function replace<Host extends object>(host: Host, values: object): () => void {
	const names = Object.keys(values) as (keyof Host)[];
	const before = names.map((name) => [name, host[name]] as const);
	Object.assign(host, values);
	return () => {
		for (const [name, value] of before) host[name] = value;
	};
}
