import { shutdown } from 'parent-watchdog';
import { tellReady } from './tell.js';

/** For fixtures: the last thing that they do. They end as `END` says, or go on until they are ended. */
export function end(): void {
	tellReady();
	const { END } = process.env;
	if (END === 'natural') return;
	if (END === 'exit') process.exit(3);
	if (END === 'uncaught') throw new Error('thrown on purpose');
	if (END === 'rejection') void Promise.reject(new Error('rejected on purpose'));
	if (END === 'shutdown') void shutdown();
	if (END?.startsWith('SIG')) process.kill(process.pid, END);
	setInterval(() => {}, 60_000);
}
