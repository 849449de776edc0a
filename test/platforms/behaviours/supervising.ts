/** A supervisor in that runtime; so are the children that it forks. */
import { WATCHES } from '../../helpers/fixtures.js';
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readHooks } from '../behaviour.js';
import { startAlone } from '../family.js';

const SLEEP = [process.execPath, '-e', 'setTimeout(() => {}, 60_000)'];
/** It ends by nothing but SIGKILL. Its record is what it has as stdout where nothing else was passed on. */
const DEAF = isWindows()
	? [process.execPath, '-e', "require('fs').writeSync(3, 'ready\\n'); setTimeout(() => {}, 60_000)"]
	: ['sh', '-c', 'trap "" TERM; [ -c /dev/fd/3 ] || exec >&3; echo ready; exec sleep 60'];
/** Programs that do not watch, whatever runs them. */
const PROGRAMS = { OPTIONS: '{"preload":false}' };

async function startSupervisor(place: Place, children: readonly unknown[], more: Variables = {}) {
	const variables = { CHILDREN: JSON.stringify(children), ...WATCHES, ...more };
	const tree = startAlone(place, 'supervision/supervising', { variables });
	await tree.times(/^ready/, 1 + children.filter((child) => child !== SLEEP).length);
	return tree;
}

export const supervising: Behaviour[] = [
	{
		name: 'supervisor: `stop()` runs the hooks of a child it has forked',
		story: ['hook started: signal by SIGTERM', 'hook ended', 'stopped: true, terminate'],
		play: async (place) => {
			const tree = await startSupervisor(place, ['child']);
			tree.root.stdin?.write('stop\n');
			await tree.line(/^stopped/);
			return tree.lines.filter((line) => /^(hook|stopped)/.test(line));
		},
	},
	{
		name: 'supervisor: `stop()` ends programs, by force where it must',
		story: ['stopped: true, terminate,kill'],
		play: async (place) => {
			const STOP = '{"terminate":500}';
			const tree = await startSupervisor(place, [SLEEP, DEAF], { STOP, ...PROGRAMS });
			tree.root.stdin?.write('stop\n');
			await tree.line(/^stopped/);
			return tree.lines.filter((line) => /^stopped/.test(line));
		},
	},
	{
		name: 'supervisor: is killed; the hooks of a child it has forked run',
		isQuick: true,
		story: ['hook started', 'hook ended', 'gone'],
		play: async (place) => {
			const more = { PARENT_WATCHDOG_INTERVAL: '600000' };
			const tree = await startSupervisor(place, ['child'], more);
			tree.kill('SIGKILL');
			return readHooks(tree);
		},
	},
	{
		name: 'supervisor: is killed; its reaper ends programs, deaf ones too',
		story: ['gone'],
		play: async (place) => {
			const STOP = '{"terminate":300}';
			const tree = await startSupervisor(place, [SLEEP, DEAF], { STOP, ...PROGRAMS });
			// Bun writes to a pipe no sooner than its event loop turns.
			tree.root.stdin?.write('tell\n');
			await tree.line(/^told/);
			tree.kill('SIGKILL');
			await tree.end();
			return ['gone'];
		},
	},
];

function isWindows(): boolean {
	return process.platform === 'win32';
}
