/** A supervisor in that runtime; so are the children that it forks. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readHooks } from '../behaviour.js';
import { startAlone } from '../family.js';

const SLEEP = [process.execPath, '-e', 'setTimeout(() => {}, 60_000)'];
/** It ends by nothing but SIGKILL. Its record is what it has as stdout where nothing else was passed on. */
const DEAF = ['sh', '-c', 'trap "" TERM; [ -c /dev/fd/3 ] || exec >&3; echo ready; exec sleep 60'];

async function startSupervisor(place: Place, children: readonly unknown[], more: Variables = {}) {
	const variables = { CHILDREN: JSON.stringify(children), WATCH: 'code', ...more };
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
		needs: 'sh',
		play: async (place) => {
			const STOP = '{"terminate":500}';
			const tree = await startSupervisor(place, [SLEEP, DEAF], { STOP });
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
		needs: 'sh',
		play: async (place) => {
			const tree = await startSupervisor(place, [SLEEP, DEAF], { STOP: '{"terminate":300}' });
			// In Bun the reaper hears nothing of what was said to it while it started, and nothing tells when it has.
			await delay(500);
			tree.kill('SIGKILL');
			await tree.end();
			return ['gone'];
		},
	},
];
