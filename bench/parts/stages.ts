/** What stands before the command of a parent or a child, to put it into a hostile case. */

/** Starts a command, keeps nothing of it open, and goes on. */
const stage = (then: string) => [
	'bash',
	'--norc',
	'-c',
	`"$@" <&0 & exec 1>&- 3>&-; ${then}`,
	'bash',
];
/** It becomes a program that never waits for its children. */
export const NEVER_REAPING = stage('exec sleep 300');
/**
 * Pid 1 of a pid namespace with that on /proc, which starts a command and goes on. Only the command keeps
 * its descriptors; all end with the bash outside.
 */
export const inNamespace = (proc: string, then: string) => [
	...['unshare', '--pid', '--mount', 'bash', '--norc', '-c'],
	`setpriv --pdeathsig KILL bash --norc -c '
		mount ${proc} /proc || exit
		"$@" <&0 & exec 1>&- 3>&-; ${then}' bash "$@" <&0 & exec 1>&- 3>&-; wait`,
	'bash',
];
export const REAPING = 'wait; sleep 300';
/** Once the parent has been reaped, another process gets its pid. */
export const REUSING = `victim=$!; wait $victim
		for attempt in 1 2 3 4 5 6 7 8 9; do
			echo $((victim - 1)) > /proc/sys/kernel/ns_last_pid
			sleep 300 &
			[ $! = $victim ] && break
		done; wait`;
export const PLAIN_PROC = '-t proc proc';
export const NO_PROC = '-t tmpfs none';
export const HIDING_PROC = '-t proc -o hidepid=2 proc';
/** What the child in a namespace of its own runs in. */
export const AS_PID_1 = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** prctl(2): PR_SET_CHILD_SUBREAPER is 36. */
export const SUBREAPER = [
	'python3',
	'-c',
	`
import ctypes, os, subprocess, sys
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
subprocess.Popen(sys.argv[1:], close_fds=False)
os.close(1); os.close(3)
try:
    while True: os.wait()
except ChildProcessError: pass
`,
];
export const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
/** Says by which pid it can be ended from outside. */
export const TELLING = ['sh', '-c', 'echo "outer $$" >&$' + '{RECORD:-3}; exec "$@"', 'sh'];
