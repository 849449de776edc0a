/** A child: watches as a peer does, says so, and then idles or is busy. `<id of the peer>` */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { clock } from '../harness/measure.js';
import { findPeer } from '../peers/index.js';

const id = process.argv[2] as string;
const record = Number(process.env.RECORD ?? 3);
const isLogging = process.env.SITUATION === 'logging';
/** By then a thread that watches has started, in ms. */
const WARM_UP = 500;

async function cleanup(): Promise<void> {
	writeSync(record, `hook ${clock()}\n`);
	for (let line = 0; isLogging && line < 3; line++) {
		console.log('cleaning up');
		await delay(5);
	}
	writeSync(record, 'done\n');
}

async function main(): Promise<void> {
	const { watch } = await findPeer(id);
	setInterval(() => {}, 60_000);
	const ready = `ready ${process.pid}\n`;
	if (process.env.SITUATION === 'busy') setTimeout(beBusy, WARM_UP, ready);
	// What blocks in its watch says so before.
	else if (watch?.length === 2) return void watch(cleanup, () => writeSync(record, ready));
	await watch?.(cleanup, () => {});
	if (process.env.SITUATION !== 'busy') writeSync(record, ready);
}

function beBusy(ready: string): void {
	writeSync(record, ready);
	for (;;);
}

void main();
