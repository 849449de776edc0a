/** Loads and uses a built package as far as it is told, and says what that has cost: `<dist> <step>`. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '../own/loading.js';
import type { Cost } from '../own/startup.js';

type Api = typeof import('parent-watchdog');
type Supervising = typeof import('parent-watchdog/supervisor');

const [dist = '', step = ''] = process.argv.slice(2);
const load = (name: string) => require(join(dist, `${name}.js`));

const steps: Record<Step, () => unknown> = {
	preload: () => load('register'),
	entrance: () => load('index'),
	'first hook': () => {
		const { watchParent, addCleanupHook } = load('index') as Api;
		watchParent();
		addCleanupHook(() => {});
	},
	supervisor: () => load('supervisor'),
	'first child': () =>
		(load('supervisor') as Supervising).supervise().fork(join(__dirname, 'nothing')),
	guard: () => (load('index') as Api).watchParent({ guard: true }),
};

// What the first file of any program costs is not ours.
require('./nothing.js');
const before = { memory: process.memoryUsage.rss(), cpu: process.cpuUsage() };
steps[step as Step]();
// The guard thread needs a while until it waits.
if (step === 'guard') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
const { user, system } = process.cpuUsage(before.cpu);
const cost: Cost = { memory: process.memoryUsage.rss() - before.memory, cpu: user + system };
writeSync(1, JSON.stringify(cost));
process.exit();
