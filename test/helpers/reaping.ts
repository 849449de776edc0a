/** A supervisor with a reaper, under a process that stays until all of them are gone. */
import type { TestContext } from 'node:test';
import type { Kind } from '../../src/reaper/messages.js';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture } from './fixtures.js';
import { SUBREAPER } from './python.js';
import { type StartOptions, start, type Variables } from './start.js';
import type { Tree } from './tree.js';

export interface PlannedChild {
	command: readonly string[];
	/** Default: true. */
	leadsGroup?: boolean;
	watches?: boolean;
	tree?: boolean;
	grace?: number;
	/** Whether the reaper is told that it has ended. */
	hasEnded?: boolean;
}

export interface SupervisorPlan {
	gracePeriod?: number;
	children?: readonly PlannedChild[];
	resources?: readonly { path: string; kind: Kind; replaceable?: boolean }[];
	/** By default it stays until it is killed; `nothing` leaves it to the event loop. */
	end?: 'close' | 'exit' | 'killed after spawn' | 'close the pipe' | 'nothing';
}

export interface Supervisor extends Tree {
	/** Kills the supervisor alone. */
	killSupervisor(): Promise<void>;
	reaperPid(): Promise<number>;
}

/** The end of the record means that the supervisor, its children and the reaper are gone. */
export function startSupervisor(
	t: TestContext,
	plan: FixtureOptions['reaping-supervisor'],
	variables?: Variables,
	{ prefix = [], ...options }: StartOptions = {},
): Supervisor {
	const reaping = fixture('reaping-supervisor', plan);
	const tree = start(t, reaping, variables, { ...options, prefix: [...prefix, ...SUBREAPER] });
	const pidIn = async (pattern: RegExp) => Number((await tree.line(pattern))[1]);
	return Object.assign(tree, {
		killSupervisor: async () => {
			process.kill(await pidIn(/^starts pid=(\d+)/), 'SIGKILL');
		},
		reaperPid: () => pidIn(/^reaper pid=(\d+)/),
	});
}

/** Says that it is there, with its pid, and becomes `sleep`. */
export const SLEEP = ['sh', '-c', 'echo "child pid=$$" >&3; exec sleep 60'];

/** The same, deaf to SIGTERM: what is ignored stays so (execve(2)). */
export const DEAF = ['sh', '-c', 'trap "" TERM; echo "child pid=$$" >&3; exec sleep 60'];

/** Says it when SIGTERM comes, and ends. */
export const OBEDIENT = [
	'sh',
	'-c',
	'trap "echo told >&3; exit" TERM; echo "child pid=$$" >&3; while :; do sleep 0.05; done',
];

/** It starts a process that escapes: into a session of its own, and its parent ends. */
export const ESCAPING = [
	'sh',
	'-c',
	`(setsid sh -c 'echo "escaped pid=$$" >&3; exec sleep 60' &) ; echo "child pid=$$" >&3; exec sleep 60`,
];
