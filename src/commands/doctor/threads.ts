/** What the guard thread needs: a second thread, and from there an inspector session to the first one. */
import { type Check, costs, works } from './check.js';

/** What the guard does first (guard/inspection.ts), in a thread that has nothing else. */
const TRY = `
let answer = 'connected';
try {
	const session = new (require('node:inspector').Session)();
	session.connectToMainThread();
	session.disconnect();
} catch (error) {
	answer = error.message;
}
require('node:worker_threads').parentPort.postMessage(answer);
`;
/** In ms. */
const PATIENCE = 5000;

export async function checkThreads(): Promise<Check[]> {
	const names = ['worker threads', 'inspector between threads'] as const;
	const guardless =
		'The option "guard" does nothing: who is blocked does not notice that its parent is gone.';
	const answer = await askThread().catch((error: Error) => error);
	if (answer instanceof Error) {
		const found = `could not be started: ${answer.message}`;
		return [costs(names[0], found, guardless), costs(names[1], 'could not be tried', guardless)];
	}
	const first = works(names[0], 'one was started');
	if (answer === 'connected') return [first, works(names[1], 'one was opened')];
	const cost = 'A blocked main thread is killed on time by the guard, but without its hooks.';
	return [first, costs(names[1], `could not be opened: ${answer}`, cost)];
}

function askThread(): Promise<string> {
	return new Promise((resolve, reject) => {
		const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
		const worker = new Worker(TRY, { eval: true, execArgv: [], env: {} });
		const timer = setTimeout(() => {
			reject(new Error(`no answer within ${PATIENCE} ms`));
			void worker.terminate();
		}, PATIENCE);
		worker.on('message', resolve).on('error', reject);
		worker.on('exit', (code) => {
			clearTimeout(timer);
			reject(new Error(`exit ${code}`));
		});
	});
}
