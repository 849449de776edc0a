/** When an application is up: it says so, listens, or some time has passed. */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Application } from './application.js';
import type { VerifyOptions } from './trial.js';

/** How long it has where nothing is said, in ms. */
const DEFAULT_AFTER = 3000;
const PAUSE = 50;

/** Resolves with why it is not, or with nothing. `look` is called all the time. */
export async function untilUp(
	{ process: child, output }: Application,
	{ after, ready, port, startTimeout }: VerifyOptions,
	look: () => Promise<void>,
): Promise<string | undefined> {
	const startedAt = performance.now();
	const time = after ?? (ready === undefined && port === undefined ? DEFAULT_AFTER : 0);
	for (;;) {
		await look();
		const elapsed = performance.now() - startedAt;
		if (child.pid === undefined) return 'it cannot be started';
		const end = child.signalCode ?? child.exitCode;
		if (end !== null) return `it ended (${end}) before it was up${quote(output.text)}`;
		const isReady = ready === undefined || output.text.includes(ready);
		if (isReady && elapsed >= time && (port === undefined || (await isListening(port)))) {
			return undefined;
		}
		if (elapsed > Math.max(startTimeout, time)) {
			const what = isReady
				? `did not listen on port ${port}`
				: `did not say ${JSON.stringify(ready)}`;
			return `it ${what} within ${Math.round(startTimeout / 1000)} s${quote(output.text)}`;
		}
		await delay(PAUSE);
	}
}

function quote(output: string): string {
	const lines = output.trim().split('\n').slice(-5);
	return lines[0] ? `; its last output was:\n  ${lines.join('\n  ')}` : ', and it has said nothing';
}

/** On whatever address of this machine `localhost` means. */
function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ port, host: 'localhost' });
		socket.once('connect', () => end(true)).once('error', () => end(false));
		socket.setTimeout(500, () => end(false));
		function end(answer: boolean) {
			socket.destroy();
			resolve(answer);
		}
	});
}
