/** A forked child ends when it should, whatever it listened to before or after the watch began. */
import type { ChildProcess } from 'node:child_process';
import { describe, it } from 'node:test';
import { assertSame, observeRun, type Program } from './helpers/observed-run.js';

describe('a forked child with nothing to do ends by itself', { concurrency: 4 }, () => {
	for (const steps of [
		'watch',
		'watch, hook',
		'watch, hook, unhook',
		'watch, hook, stop',
		'+message, watch, hook, -message',
		'watch, hook, +message, -message',
		'+disconnect, watch, hook, -disconnect',
		'watch, hook, +disconnect, -disconnect',
		'+message, +disconnect, watch, hook, stop, -message, -disconnect',
	]) {
		it(steps, () => assertSameEnd(steps));
	}
});

describe('a forked child that listens ends when its parent disconnects', { concurrency: 4 }, () => {
	for (const steps of [
		'+message, watch',
		'+message, watch, hook',
		'watch, +message',
		'watch, hook, +message',
		'+disconnect, watch, hook',
		'watch, hook, +disconnect',
		'once disconnect, watch, hook',
		'watch, hook, once disconnect',
		'watch, hook, +message, unhook',
		'+message, watch, hook, stop',
		'+message, +disconnect, watch, hook, -message',
	]) {
		it(steps, () => assertSameEnd(steps, speakThenDisconnect));
	}
});

/** Compares with the same steps without those that need the library. */
async function assertSameEnd(text: string, parent?: Program['parent']): Promise<void> {
	const steps = text.split(', ');
	const own = steps.filter((step) => !/^(watch|hook|unhook|stop)$/.test(step));
	const [without, withIt] = await Promise.all(
		[own, steps].map((args) =>
			observeRun({
				args: ['steps.js', ...args],
				ipc: true,
				deadline: 8000,
				...(parent && { parent }),
			}),
		),
	);
	assertSame(without ?? {}, withIt ?? {}, text);
}

/** After some polls, so that a child that ends too early is found out. */
function speakThenDisconnect(child: ChildProcess): void {
	child.once('message', () => {
		setTimeout(() => {
			if (child.connected) child.send('speaking', () => child.disconnect());
		}, 500);
	});
}
