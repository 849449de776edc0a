/** What differs on Windows, where no process can hear a signal of another one. */
import type { Difference } from './difference.js';

const IN_JOB =
	'a child that is neither detached nor supervised is ended with its parent by its job object, without hooks';
const BY_LIFELINE =
	'a signal would end it: the lifeline asks instead, so the reason and the exit code differ';
const NO_SIGNAL =
	'a signal of another process ends it at once, without hooks: supervise it, or use the stop event';

export const onWindows: readonly Difference[] = [
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
		behaviour: 'supervisor: `stop()` ends programs',
		runtime: 'Windows',
		story: ['stopped: true, terminate,terminate'],
		reason: 'a signal ends any program at once there, so there is nothing left to force',
	},
	{
		behaviour: 'supervised: `usage()`',
		runtime: 'Windows',
		story: ['told: false'],
		reason: 'it needs tools that wine does not have',
	},
	{
		behaviour: 'supervised, blocked',
		runtime: 'Windows',
		story: ['ended: -9'],
		reason:
			'killed without hooks by the last step of the ladder: a pipe cannot be read there without waiting, so the guard hears nothing from the supervisor',
	},
];
