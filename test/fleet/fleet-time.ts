/**
 * Virtual time for very many timers. The package takes its timers and its clock when it is loaded, so what is
 * loaded here lives in this time.
 */
import { join } from 'node:path';

const SRC = join(__dirname, '..', '..', 'src');

class Timer {
	isCancelled = false;

	constructor(
		readonly at: number,
		/** Of two at the same time, the one that was set first comes first. */
		readonly order: number,
		readonly run: () => void,
	) {}

	unref(): this {
		return this;
	}
}

export class FleetTime {
	now = 0;
	#heap: Timer[] = [];
	#count = 0;

	/** In ms from now. */
	readonly set = (run: () => void, ms = 0): Timer => {
		const timer = new Timer(this.now + Math.max(ms, 0), this.#count, run);
		this.#count += 1;
		this.#push(timer);
		return timer;
	};

	/** Loads compiled files of `src/` anew, so that they live in this time. */
	load<Module>(...names: string[]): Module {
		for (const file of Object.keys(require.cache)) {
			if (file.startsWith(SRC)) delete require.cache[file];
		}
		const { setTimeout, setImmediate, clearTimeout } = globalThis;
		const { hrtime } = process;
		const clear = (timer?: Timer) => {
			if (timer) timer.isCancelled = true;
		};
		Object.assign(globalThis, {
			setTimeout: this.set,
			setImmediate: this.set,
			clearTimeout: clear,
		});
		process.hrtime = (() => [
			Math.floor(this.now / 1e3),
			(this.now % 1e3) * 1e6,
		]) as typeof process.hrtime;
		try {
			return Object.assign({}, ...names.map((name) => require(join(SRC, `${name}.js`))));
		} finally {
			Object.assign(globalThis, { setTimeout, setImmediate, clearTimeout });
			process.hrtime = hrtime;
		}
	}

	/** Lets all happen that is due until then. Between two events, promises have their turn. */
	async runTo(time: number): Promise<void> {
		for (let timer = this.#pop(time); timer; timer = this.#pop(time)) {
			if (timer.isCancelled) continue;
			this.now = timer.at;
			timer.run();
			await new Promise((next) => setImmediate(next));
		}
		this.now = time;
	}

	#push(timer: Timer): void {
		const heap = this.#heap;
		let index = heap.push(timer) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!comesBefore(timer, heap[parent] as Timer)) break;
			heap[index] = heap[parent] as Timer;
			index = parent;
		}
		heap[index] = timer;
	}

	#pop(limit: number): Timer | undefined {
		const heap = this.#heap;
		const [first] = heap;
		if (!first || first.at > limit) return undefined;
		const last = heap.pop() as Timer;
		if (heap.length === 0) return first;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			const right = heap[child + 1];
			if (right && comesBefore(right, heap[child] as Timer)) child += 1;
			const next = heap[child];
			if (!next || !comesBefore(next, last)) break;
			heap[index] = next;
			index = child;
		}
		heap[index] = last;
		return first;
	}
}

function comesBefore(a: Timer, b: Timer): boolean {
	return a.at < b.at || (a.at === b.at && a.order < b.order);
}
