/** What happens to a process that others load with work: fixtures measure it, tests check it. */
import assert from 'node:assert/strict';
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
	/** How many times slower this machine is than the one that the limits are for; 1 if it is not. */
	slowness: number;
}

/** In ms. */
const LONGEST_TURN = 50;
const MOST_HELD = 16 * 1024 * 1024;

export function checkLoad({ blocked, held, slowness }: Load): void {
	const limit = LONGEST_TURN * slowness;
	assert.ok(blocked < limit, `its event loop was held up for ${blocked} ms, more than ${limit}`);
	assert.ok(held < MOST_HELD, `it held ${held} bytes`);
}

/** Measures until what it returns is called. */
export function measureLoad(): () => Load {
	const slowness = measureSlowness();
	const before = readHeld();
	const load = { blocked: 0, held: 0, slowness };
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

/** What takes longest in one go: to parse a value of 64 KiB, each object in it of a shape of its own. */
function measureSlowness(): number {
	const times = Array.from({ length: 5 }, (_, round) => {
		const objects = Array.from({ length: 5500 }, (_, index) => `{"${round}_${index}":1}`);
		const text = `[${objects.join()}]`;
		const start = readProcessorTime();
		JSON.parse(text);
		return readProcessorTime() - start;
	});
	return Math.min(4, Math.max(1, Math.min(...times) / USUAL));
}

/** In ms of processor time, on Node 20 and a server of 2023. */
const USUAL = 12;

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
