/** What is known to differ: a line each, which has to be true as well. */

export interface Difference {
	/** The name of the behaviour begins so. */
	behaviour: string;
	/** The name of the runtime begins so. */
	runtime: string;
	/** What comes of it there; nothing where it is not possible, and not tried. */
	story?: readonly string[];
	/** Why, as the page says it. */
	reason: string;
}

const NO_INTERRUPT = 'warning: ERR_PARENT_WATCHDOG_NO_INTERRUPT';
const NO_UNCAUGHT = 'Deno emits no `exit` after an uncaught exception: use the option `uncaught`';

const IN_JOB =
	'a child that is neither detached nor supervised is ended with its parent by its job object, without hooks';
const BY_LIFELINE =
	'a signal would end it: the lifeline asks instead, so the reason and the exit code differ';
const NO_SIGNAL =
	'a signal of another process ends it at once, without hooks: supervise it, or use the stop event';

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
	{
		behaviour: 'guard: a busy loop',
		runtime: 'Bun',
		story: [NO_INTERRUPT, 'gone'],
		reason:
			'killed at the deadline without hooks; Bun cannot pause another thread, and a warning says so at start',
	},
	{
		behaviour: 'guard: a busy loop',
		runtime: 'Deno',
		story: [NO_INTERRUPT, 'gone'],
		reason:
			'killed at the deadline without hooks; Deno cannot pause another thread, and a warning says so at start',
	},
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
	...['preload by', '`watchParent()`, by'].map((behaviour) => ({
		behaviour,
		runtime: 'Windows',
		story: [],
		reason: IN_JOB,
	})),
	...['guard: a busy loop', 'guard: `execSync()`'].map((behaviour) => ({
		behaviour,
		runtime: 'Windows',
		story: ['gone'],
		reason: IN_JOB,
	})),
	{
		behaviour: '`run`: the signal',
		runtime: 'Windows',
		story: ['1'],
		reason: 'there a signal is told as the exit code 1',
	},
	...['SIGTERM', 'SIGINT'].map((behaviour) => ({
		behaviour,
		runtime: 'Windows',
		story: ['ended: 1'],
		reason: NO_SIGNAL,
	})),
	{ behaviour: 'SIGHUP', runtime: 'Windows', reason: 'it cannot be sent there' },
	{
		behaviour: 'supervised: `terminate()`',
		runtime: 'Windows',
		story: ['hook started: stop', 'hook ended', 'ended: 143'],
		reason: BY_LIFELINE,
	},
	{
		behaviour: 'supervised: `interrupt()`',
		runtime: 'Windows',
		story: ['hook started: interrupt', 'hook ended', 'ended: 130'],
		reason: BY_LIFELINE,
	},
	{
		behaviour: 'supervisor: `stop()` runs',
		runtime: 'Windows',
		story: ['hook started: stop', 'hook ended', 'stopped: true, terminate'],
		reason: BY_LIFELINE,
	},
	{
		behaviour: 'supervised, blocked',
		runtime: 'Windows',
		story: ['ended: -9'],
		reason:
			'killed without hooks by the last step of the ladder: a pipe cannot be read there without waiting, so the guard hears nothing from the supervisor',
	},
];

export function findDifference(behaviour: string, runtime: string): Difference | undefined {
	return differences.find(
		(it) => behaviour.startsWith(it.behaviour) && runtime.startsWith(it.runtime),
	);
}
