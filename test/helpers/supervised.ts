/** Children that the test itself supervises, with their record. */
import type { ForkOptions, StdioOptions } from 'node:child_process';
import {
	type SupervisedChild,
	type SupervisedOptions,
	type SuperviseOptions,
	type Supervisor,
	supervise,
} from 'parent-watchdog/supervisor';
import type { Fixture } from './fixtures.js';
import type { Variables } from './start.js';
import { type Cleanup, followTree, type Tree, withDeadline } from './tree.js';

export interface Supervised extends Tree {
	readonly child: SupervisedChild;
}

/** A supervisor whose children are killed after the test. */
export function createSupervisor(t: Cleanup, options?: SuperviseOptions): Supervisor {
	const supervisor = supervise(options);
	t.after(() => supervisor.kill());
	return supervisor;
}

/** What must not take as long as the steps of a ladder may. */
export function inTime<T>(promise: Promise<T>): Promise<T> {
	return withDeadline(promise, 20_000, () => 'it is not done yet');
}

export interface SuperviseTestOptions
	extends SupervisedOptions,
		Omit<ForkOptions, 'env' | 'stdio'> {
	variables?: Variables;
	stdin?: 'ignore' | 'pipe';
}

/** Forks a fixture. */
export function forkFixture(
	t: Cleanup,
	supervisor: Supervisor,
	{ path, variables: own }: Fixture,
	{ variables, stdin = 'ignore', ...options }: SuperviseTestOptions = {},
): Supervised {
	const env = { ...process.env, ...own, ...variables };
	const stdio: StdioOptions = [stdin, 'pipe', 'pipe', 'pipe', 'ipc'];
	return follow(t, supervisor.fork(path, [], { ...options, env, stdio }));
}

/** Spawns any program. */
export function spawnProgram(
	t: Cleanup,
	supervisor: Supervisor,
	[command, ...args]: readonly [string, ...string[]],
	{ variables, stdin = 'ignore', ...options }: SuperviseTestOptions = {},
): Supervised {
	const env = { ...process.env, ...variables };
	const stdio: StdioOptions = [stdin, 'pipe', 'pipe', 'pipe'];
	return follow(t, supervisor.spawn(command, args, { ...options, env, stdio }));
}

function follow(t: Cleanup, child: SupervisedChild): Supervised {
	// A child that could not be started has none of what a tree has; its error is for the test.
	return Object.assign(followTree(t, child.process), { child });
}
