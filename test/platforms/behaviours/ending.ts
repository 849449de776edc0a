/** Hooks at every other end, and a process that is left as it was. */
import { WATCHES } from '../../helpers/fixtures.js';
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readEnd } from '../behaviour.js';
import { startAlone } from '../family.js';

async function play(place: Place, name: string, variables: Variables, signal?: NodeJS.Signals) {
	const tree = startAlone(place, name, { variables });
	if (signal) {
		await tree.line(/^ready/);
		tree.kill(signal);
	}
	const lines = await readEnd(tree);
	const { code, signal: by } = await tree.exit();
	return [...lines, `ended: ${by ?? code}`];
}

export const ending: Behaviour[] = [
	...(['SIGTERM', 'SIGINT', 'SIGHUP'] as const).map((signal) => ({
		name: `${signal}: hooks run, then the signal ends the process`,
		story: [`hook started: signal by ${signal}`, 'hook ended', `ended: ${signal}`],
		play: (place: Place) => play(place, 'child', WATCHES, signal),
	})),
	{
		name: '`process.exit()`: hooks run, with the exit code',
		story: ['hook: exit, 5000 ms', 'ended: 3'],
		play: (place) => play(place, 'settings', { END: 'exit', OPTIONS: '[{}]' }),
	},
	{
		name: 'a natural end: hooks run, and nothing kept the process alive',
		story: ['hook: exit, 5000 ms', 'ended: 0'],
		play: (place) => play(place, 'settings', { END: 'natural', OPTIONS: '[{}]' }),
	},
	{
		name: 'an uncaught exception, option `uncaught`: hooks run in full',
		story: ['hook: exit, 5000 ms', 'ended: 1'],
		play: (place) => play(place, 'settings', { END: 'uncaught', OPTIONS: '[{"uncaught":true}]' }),
	},
	{
		name: 'an uncaught exception: hooks run, with the exit code',
		story: ['hook: exit, 5000 ms', 'ended: 1'],
		play: (place) => play(place, 'settings', { END: 'uncaught', OPTIONS: '[{}]' }),
	},
	{
		name: '`shutdown()`',
		story: ['hook: shutdown, 5000 ms', 'ended: 0'],
		play: (place) => play(place, 'settings', { END: 'shutdown', OPTIONS: '[{}]' }),
	},
];
