/** Hooks at every other end, and a process that is left as it was. */
import { type Fixture, fixture } from '../../helpers/fixtures.js';
import { type Behaviour, type Place, readEnd } from '../behaviour.js';
import { startAlone } from '../family.js';

async function play(place: Place, program: Fixture, signal?: NodeJS.Signals) {
	const tree = startAlone(place, program);
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
		play: (place: Place) => play(place, fixture('child', { watches: true }), signal),
	})),
	{
		name: '`process.exit()`: hooks run, with the exit code',
		story: ['hook: exit, 5000 ms', 'ended: 3'],
		play: (place) => play(place, fixture('settings', { ends: 'exit', calls: [{}] })),
	},
	{
		name: 'a natural end: hooks run, and nothing kept the process alive',
		story: ['hook: exit, 5000 ms', 'ended: 0'],
		play: (place) => play(place, fixture('settings', { ends: 'natural', calls: [{}] })),
	},
	{
		name: 'an uncaught exception, option `uncaught`: hooks run in full',
		story: ['hook: exit, 5000 ms', 'ended: 1'],
		play: (place) =>
			play(place, fixture('settings', { ends: 'uncaught', calls: [{ uncaught: true }] })),
	},
	{
		name: 'an uncaught exception: hooks run, with the exit code',
		story: ['hook: exit, 5000 ms', 'ended: 1'],
		play: (place) => play(place, fixture('settings', { ends: 'uncaught', calls: [{}] })),
	},
	{
		name: '`shutdown()`',
		story: ['hook: shutdown, 5000 ms', 'ended: 0'],
		play: (place) => play(place, fixture('settings', { ends: 'shutdown', calls: [{}] })),
	},
];
