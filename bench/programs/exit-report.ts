/** Lives for as many ms as it is told, and says when it exits what it has cost so far. */
import { writeSync } from 'node:fs';
import type { Cost } from '../own/startup.js';

const lifetime = Number(process.argv[2]);
if (lifetime > 0) setTimeout(() => {}, lifetime);
process.on('exit', () => {
	const { user, system } = process.cpuUsage();
	const cost: Cost = { memory: process.memoryUsage.rss(), cpu: user + system };
	writeSync(1, JSON.stringify(cost));
});
