/** Forks a child, which forks one more; messages go up and down. */
import { fork } from 'node:child_process';
import { AFTER_FIRST_POLL, inheritRecord, observe, observeAs } from './observe.js';

const generation = Number(process.argv[2] ?? 0);
observeAs(`generation ${generation}`);
if (generation < 2) {
	const child = fork(__filename, [String(generation + 1)], inheritRecord);
	child.on('message', (message) => {
		if (process.send) process.send([message]);
		else console.log(JSON.stringify(message));
	});
	child.on('exit', (code, signal) =>
		console.log(`generation ${generation + 1}: ${code} ${signal}`),
	);
} else {
	process.send?.(Object.keys(process.env).filter((name) => !/^(PARENT_W|NODE_OPT)/.test(name)));
	setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
}
