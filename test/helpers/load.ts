/** For fixtures: what happens to a process that others load with work. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

export interface Load {
	/** The longest time in which the event loop did nothing else, in ms of processor time. */
	blocked: number;
	/** The most memory that was held for longer than a moment, in bytes; what can be collected does not count. */
	held: number;
}

/** Measures until what it returns is called. */
export function measureLoad(): () => Load {
	const before = readHeld();
	const load = { blocked: 0, held: 0 };
	let isOver = false;
	let lastHeld = 0;
	const measureHeld = () => {
		const held = readHeld() - before;
		// Buffers that were collected are freed a little later.
		load.held = Math.max(load.held, Math.min(held, lastHeld));
		lastHeld = held;
	};
	const measure = async () => {
		for (let ticks = 1; !isOver; ticks++) {
			const start = readTimes();
			await delay(1);
			const end = readTimes();
			// The one is more on a busy machine, the other where threads work for us.
			const ms = Math.min(end.wall - start.wall, end.processor - start.processor);
			load.blocked = Math.max(load.blocked, ms);
			if (ticks % 20 === 0) {
				measureHeld();
				// Other threads still free what was found.
				await delay(10);
			}
		}
	};
	void measure();
	return () => {
		isOver = true;
		measureHeld();
		return load;
	};
}

function readTimes() {
	return { wall: performance.now(), processor: readProcessorTime() };
}

/** In ms: of this thread alone where the system says it (Linux), else of all threads. */
function readProcessorTime(): number {
	try {
		const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
		return Number(nanoseconds) / 1e6;
	} catch {
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000;
	}
}

function readHeld(): number {
	// The second one frees the buffers that the first has found.
	gc();
	gc();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
