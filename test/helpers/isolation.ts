/** What a test needs of the system beyond Node: namespaces and other users, where we may use them. */
import { spawnSync } from 'node:child_process';

/** Runs a command as pid 1 of a pid namespace with a `/proc` of its own. */
export const AS_PID_1 = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

/** The same, but `/proc` stays the one outside, which numbers processes otherwise. */
export const WITH_FOREIGN_PROC = ['unshare', '--pid', '--fork', '--kill-child'] as const;

/** The same with something else on `/proc`, mounted in a mount namespace that nobody else sees. */
const withProc = (mount: string) => [
	...WITH_FOREIGN_PROC,
	...['--mount', 'sh', '-c', `mount ${mount} /proc && exec "$@"`, 'sh'],
];

export const WITHOUT_PROC = withProc('-t tmpfs none');

export const WITH_READ_ONLY_PROC = withProc('-t proc -o ro proc');

/** It hides the processes of other users: https://man7.org/linux/man-pages/man5/proc.5.html */
export const WITH_HIDDEN_PROC = withProc('-t proc -o hidepid=2 proc');

/** Runs a command in the pid namespace that another unshare(1) has made: as `docker exec` does. */
export const inNamespaceOf = (unshare: number) => [
	...['nsenter', `--pid=/proc/${unshare}/ns/pid_for_children`, `--mount=/proc/${unshare}/ns/mnt`],
];

/** Runs a command as another user, who may not signal us. */
export const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

/** Runs a command as the child of a shell, which survives its own parent and ends as the command does. */
export const BEHIND_SHELL = ['sh', '-c', '"$@"; exit $?', 'sh'] as const;

/** Runs a command that finds no other: neither ps(1) nor getconf(1). */
export const WITHOUT_TOOLS = ['env', 'PATH=/nonexistent'] as const;

/** For a test's `skip` option: false, or the reason. */
export const withoutUnshare = canRun([...AS_PID_1, 'true']) ? false : 'unshare(1) is refused';
export const withoutNobody = canRun([
	...AS_NOBODY,
	...['sh', '-c', 'test -x "$0" && test -r "$1"', process.execPath, __filename],
])
	? false
	: 'we may not become another user, or that one cannot read this folder';

export function canRun([command = '', ...args]: readonly string[]): boolean {
	return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
