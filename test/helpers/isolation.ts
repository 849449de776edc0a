/** What a test needs of the system beyond Node: namespaces and other users, where we may use them. */
import { spawnSync } from 'node:child_process';

/** Runs a command as pid 1 of a pid namespace with a `/proc` of its own. */
export const AS_PID_1 = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

/** The same, but `/proc` stays the one outside, which numbers processes otherwise. */
export const WITH_FOREIGN_PROC = ['unshare', '--pid', '--fork', '--kill-child'] as const;

/** Says so to the fixtures: pids of a nested namespace mean other processes out here. */
export const NESTED = { NESTED: '1' };

/** Runs a command as another user, who may not signal us. */
export const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

/** For a test's `skip` option: false, or the reason. */
export const withoutUnshare = canRun([...AS_PID_1, 'true']) ? false : 'unshare(1) is refused';
export const withoutNobody = canRun([...AS_NOBODY, process.execPath, __filename])
	? false
	: 'we may not become another user, or that one cannot read this folder';

function canRun([command = '', ...args]: readonly string[]): boolean {
	return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
