/** A supervisor in that runtime; so are the children that it forks. */
import type { FixtureOptions } from '../../fixtures/options.js';
import { fixture } from '../../helpers/fixtures.js';
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readHooks } from '../behaviour.js';
import { startAlone } from '../family.js';

const SLEEP = [process.execPath, '-e', 'setTimeout(() => {}, 60_000)'];
/** It ends by nothing but SIGKILL. Its record is what it has as stdout where nothing else was passed on. */
const DEAF = isWindows()
	? [process.execPath, '-e', "require('fs').writeSync(3, 'ready\\n'); setTimeout(() => {}, 60_000)"]
	: ['sh', '-c', 'trap "" TERM; [ -c /dev/fd/3 ] || exec >&3; echo ready; exec sleep 60'];
/** Programs that do not watch, whatever runs them. */
const PROGRAMS = { children: [SLEEP, DEAF], options: { preload: false } };
const CHILD = { children: [fixture('child', { watches: true })] };

async function startSupervisor(
	place: Place,
	options: FixtureOptions['supervision/supervising'],
	variables: Variables = {},
) {
	const tree = startAlone(place, fixture('supervision/supervising', options), { variables });
	// Of the programs one says nothing.
	await tree.times(/^ready/, 2);
	return tree;
}

export const supervising: Behaviour[] = [
	{
		name: 'supervisor: `stop()` runs the hooks of a child it has forked',
		story: ['hook started: signal by SIGTERM', 'hook ended', 'stopped: true, terminate'],
		play: async (place) => {
			const tree = await startSupervisor(place, CHILD);
			tree.root.stdin?.write('stop\n');
			await tree.line(/^stopped/);
			return tree.lines.filter((line) => /^(hook|stopped)/.test(line));
		},
	},
	{
		name: 'supervisor: `stop()` ends programs, by force where it must',
		story: ['stopped: true, terminate,kill'],
		play: async (place) => {
			const stop = { terminate: 500 };
			const tree = await startSupervisor(place, { ...PROGRAMS, stop });
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
			const variables = { PARENT_WATCHDOG_INTERVAL: '600000' };
			const tree = await startSupervisor(place, CHILD, variables);
			tree.kill('SIGKILL');
			return readHooks(tree);
		},
	},
	{
		name: 'supervisor: is killed; its reaper ends programs, deaf ones too',
		story: ['gone'],
		play: async (place) => {
			const stop = { terminate: 300 };
			const tree = await startSupervisor(place, { ...PROGRAMS, stop });
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
