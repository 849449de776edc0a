/** A supervised child; its supervisor is Node. */

import type { SupervisedOptions } from 'parent-watchdog/supervisor';
import { supervise } from 'parent-watchdog/supervisor';
import { type Fixture, fixture, WATCHES } from '../../helpers/fixtures.js';
import { start } from '../../helpers/start.js';
import { followTree } from '../../helpers/tree.js';
import { type Behaviour, type Place, readEnd, readHooks, readWarnings } from '../behaviour.js';
import { words } from '../family.js';

function superviseIn(place: Place, program: Fixture, options: SupervisedOptions = {}) {
	const supervisor = supervise();
	place.t.after(() => supervisor.kill());
	const [command = '', ...args] = words(place, program);
	const env = { ...process.env, ...program.variables };
	const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'] as const;
	const child = supervisor.spawn(command, args, { ...options, env, stdio: [...stdio] });
	return { supervisor, child, ...followTree(place.t, child.process) };
}

async function ask(place: Place, way: 'terminate' | 'interrupt') {
	const { child, line, end } = superviseIn(place, fixture('child'));
	await line(/^ready/);
	child[way]();
	const lines = (await end()).filter((it) => /^hook/.test(it));
	return [...lines, `ended: ${await child.exited}`];
}

export const supervised: Behaviour[] = [
	{
		name: 'supervised: `terminate()` runs the hooks',
		isQuick: true,
		story: ['hook started: signal by SIGTERM', 'hook ended', 'ended: -15'],
		play: (place) => ask(place, 'terminate'),
	},
	{
		name: 'supervised: `interrupt()` runs the hooks',
		story: ['hook started: signal by SIGINT', 'hook ended', 'ended: -2'],
		play: (place) => ask(place, 'interrupt'),
	},
	{
		name: 'supervised: the stop event',
		isQuick: true,
		story: ['stop event: true', 'ended by: event'],
		play: async (place) => {
			const { supervisor, line, end } = superviseIn(place, fixture('supervision/obeying'));
			await line(/^ready/);
			const { children } = await supervisor.stop();
			const lines = (await end()).filter((it) => /^stop event/.test(it));
			return [...lines, `ended by: ${children[0]?.endedBy}`];
		},
	},
	{
		name: 'supervised: the shared map, in both directions',
		isQuick: true,
		story: ['the child has: ["from above",1]', 'the supervisor has: from below'],
		play: async (place) => {
			const { supervisor, child, line } = superviseIn(place, fixture('supervision/sharing'));
			await line(/^ready/);
			const tell = (order: readonly unknown[]) =>
				new Promise<{ value?: unknown }>((resolve) => {
					child.process.once('message', (message) => resolve(message as { value?: unknown }));
					child.process.send(order as object[]);
				});
			supervisor.shared.set('given', ['from above', 1]);
			await tell(['sync']);
			const { value } = await tell(['get', 'given']);
			await tell(['set', 'taken', 'from below']);
			return [
				`the child has: ${JSON.stringify(value)}`,
				`the supervisor has: ${supervisor.shared.get('taken')}`,
			];
		},
	},
	{
		name: 'supervised: `usage()` tells its processor time and memory',
		story: ['told: true'],
		play: async (place) => {
			const { supervisor, child, line } = superviseIn(place, fixture('child'));
			await line(/^ready/);
			const usage = (await supervisor.usage()).find(({ pid }) => pid === child.pid);
			return [`told: ${usage !== undefined && usage.memory > 0 && usage.cpuTime >= 0}`];
		},
	},
	{
		name: 'supervised: the supervisor is killed; hooks run',
		story: ['hook started', 'hook ended', 'gone'],
		play: async (place) => {
			const children = [words(place, fixture('child'))];
			const supervising = fixture('supervision/supervising', { children });
			const variables = { ...WATCHES, PARENT_WATCHDOG_INTERVAL: '600000' };
			const tree = start(place.t, supervising, variables);
			await tree.times(/^ready/, 2);
			tree.kill('SIGKILL');
			return readHooks(tree);
		},
	},
	{
		name: 'supervised, blocked, with a guard: `terminate()` runs the hooks',
		story: ['hook: signal SIGTERM', 'hook ended', 'ended: -15'],
		play: async (place) => {
			const busy = fixture('supervision/busy', { does: 'loop', hasHook: true });
			const { child, ...tree } = superviseIn(place, busy, { guard: true });
			await tree.line(/^busy/);
			child.terminate();
			// Where nothing frees it, that is the next step of a ladder.
			if (!(await child.join(8000))) child.kill();
			const lines = await readEnd(tree, /^hook/);
			return [...readWarnings(tree), ...lines, `ended: ${await child.exited}`];
		},
	},
];
