/** Adds as many hooks and finalizers as its argument says; prints how long each part took, in ms, as JSON. */
import { addCleanupHook, finalize, shutdown } from 'parent-watchdog';

const COUNT = Number(process.argv[2]);
const times: Record<string, number> = {};

function measure(name: string, run: () => void): void {
	const startedAt = performance.now();
	run();
	times[name] = performance.now() - startedAt;
}

/** Their objects are garbage at once. */
function addFinalizers(): void {
	for (let index = 0; index < COUNT; index++) finalize({}, () => {});
}

async function main(): Promise<void> {
	measure('finalize', addFinalizers);
	const startedAt = performance.now();
	let longest = 0;
	for (let round = 0, last = startedAt; round < 20; round++) {
		globalThis.gc?.();
		await new Promise((next) => setImmediate(next));
		longest = Math.max(longest, performance.now() - last);
		last = performance.now();
	}
	times.collect = longest;
	let begun = 0;
	addCleanupHook(
		() => {
			times.run = performance.now() - begun;
			console.log(JSON.stringify(times));
		},
		{ priority: -1 },
	);
	measure('add', () => {
		for (let index = 0; index < COUNT; index++) addCleanupHook(() => {});
	});
	begun = performance.now();
	void shutdown();
}

void main();
