import { shutdown } from 'parent-watchdog';
import { tellReady } from './tell.js';

export type WayToEnd = 'natural' | 'exit' | 'uncaught' | 'rejection' | 'shutdown' | NodeJS.Signals;

/** For fixtures: the last thing that they do. They end in this way, or go on until they are ended. */
export function end(way?: WayToEnd, nested?: boolean): void {
	tellReady(nested);
	if (way === 'natural') return;
	if (way === 'exit') process.exit(3);
	if (way === 'uncaught') throw new Error('thrown on purpose');
	if (way === 'rejection') void Promise.reject(new Error('rejected on purpose'));
	if (way === 'shutdown') void shutdown();
	if (way?.startsWith('SIG')) process.kill(process.pid, way);
	setInterval(() => {}, 60_000);
}
