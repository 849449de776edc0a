/** All that is known to differ. */
import type { Difference } from './difference.js';
import { onWindows } from './differences-windows.js';

const NO_INTERRUPT = 'warning: ERR_PARENT_WATCHDOG_NO_INTERRUPT';
const NO_UNCAUGHT = 'Deno emits no `exit` after an uncaught exception: use the option `uncaught`';

export const differences: readonly Difference[] = [
	{
		behaviour: '`watchParent()`, by the IPC channel',
		runtime: 'Bun',
		story: ['hook started: parent-gone by poll', 'hook ended', 'exit 129'],
		reason:
			'noticed by polling, within the `interval`: a `disconnect` listener would keep the process alive for ever, as Bun has no `unrefCounted()`',
	},
	{
		behaviour: 'a parent that closes the channel',
		runtime: 'Bun',
		story: ['lived on'],
		reason: 'the channel is not listened to, so there is nothing to suspect',
	},
	{
		behaviour: 'option `stdin`: the end of one that nobody reads',
		runtime: 'Bun',
		reason: 'Bun tells of the end of stdin only while the program reads it',
	},
	{
		behaviour: 'an uncaught exception: hooks',
		runtime: 'Deno',
		story: ['ended: 1'],
		reason: NO_UNCAUGHT,
	},
	...['guard: a busy loop', 'guard in a detached child'].flatMap((behaviour) =>
		['Bun', 'Deno'].map((runtime) => ({
			behaviour,
			runtime,
			story: [NO_INTERRUPT, 'gone'],
			reason: `killed at the deadline without hooks; ${runtime} cannot pause another thread, and a warning says so at start`,
		})),
	),
	{
		behaviour: 'guard: `execSync()`',
		runtime: 'Bun',
		story: [NO_INTERRUPT, 'hook started: exit', 'exit 1', 'gone'],
		reason:
			'the child is ended, but the code that waited for it goes on: here it fails, and only the synchronous part of the hooks runs',
	},
	{
		behaviour: 'guard: `execSync()`',
		runtime: 'Deno',
		story: [NO_INTERRUPT, 'gone'],
		reason:
			'the child is ended, but the code that waited for it goes on: here it fails, which ends Deno without `exit`',
	},
	...['Bun', 'Deno'].map((runtime) => ({
		behaviour: 'guard: what cannot be broken',
		runtime,
		story: [NO_INTERRUPT, 'gone'],
		reason: 'the same, after the warning that nothing can be broken',
	})),
	{
		behaviour: 'supervised, blocked',
		runtime: 'Bun',
		story: ['ended: -9'],
		reason: 'killed without hooks by the last step of the ladder',
	},
	{
		behaviour: 'supervised, blocked',
		runtime: 'Deno',
		story: [NO_INTERRUPT, 'ended: -9'],
		reason: 'killed without hooks by the last step of the ladder',
	},
	...['Node 20', 'Node 22'].map((runtime) => ({
		behaviour: 'permission model: guard with `--allow-inspector`',
		runtime,
		reason: 'there is no such option yet: the inspector is always refused',
	})),
	{ behaviour: 'permission model:', runtime: 'Bun', reason: 'Bun has no such model' },
	{ behaviour: 'permission model:', runtime: 'Deno', reason: 'Deno has a model of its own' },
	...onWindows,
];

export function findDifference(behaviour: string, runtime: string): Difference | undefined {
	return differences.find(
		(it) => behaviour.startsWith(it.behaviour) && runtime.startsWith(it.runtime),
	);
}
