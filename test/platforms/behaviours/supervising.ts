/** A supervisor in that runtime; so are the children that it forks. */
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readHooks } from '../behaviour.js';
import { startAlone } from '../family.js';

const SLEEP = ['sleep', '60'];
/** It ends by nothing but SIGKILL. */
const DEAF = ['sh', '-c', 'trap "" TERM; exec sleep 60'];

async function startSupervisor(place: Place, children: readonly unknown[], more: Variables = {}) {
	const variables = { CHILDREN: JSON.stringify(children), WATCH: 'code', ...more };
	const tree = startAlone(place, 'supervision/supervising', { variables });
	const forked = children.filter((child) => typeof child === 'string').length;
	await tree.times(/^ready/, 1 + forked);
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
		play: async (place) => {
			const tree = await startSupervisor(place, [SLEEP, DEAF], { STOP: '{"terminate":300}' });
			tree.kill('SIGKILL');
			await tree.end();
			return ['gone'];
		},
	},
];
