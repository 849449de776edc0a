/** What a process runs out of: descriptors, memory, room on a disk. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** Runs a command that may have 64 descriptors; Node itself takes about twenty. */
export const WITH_FEW_DESCRIPTORS = ['prlimit', '--nofile=64'] as const;

/** Runs a command that leaves no core file behind when it is aborted. */
export const WITHOUT_CORE = ['prlimit', '--core=0'] as const;

/** For a test's `skip` option: false, or the reason. */
export const withoutPrlimit =
	spawnSync('prlimit', ['--nofile=64', 'true'], { stdio: 'ignore' }).status === 0
		? false
		: 'prlimit(1) is refused';

/** Takes all descriptors that are left, and returns what gives them back. */
export function takeAllDescriptors(): () => void {
	const taken: number[] = [];
	try {
		for (;;) taken.push(openSync('/dev/null', 'r'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error;
	}
	return () => {
		for (const descriptor of taken.splice(0)) closeSync(descriptor);
	};
}

/** Runs a command whose parent nobody waits for: once that is killed, it stays as a zombie. */
export const UNDER_A_FUTURE_ZOMBIE = ['sh', '-c', '"$@" & exec sleep 60', 'sh'] as const;
