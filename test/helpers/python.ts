/** A few things that Node cannot do without native code: prctl(2), wait(2) for orphans, a leader thread that exits. */
import { canRun } from './isolation.js';

export const hasPython = canRun(['python3', '-c', '']);

/** For a test's `skip` option: false, or the reason. */
export const withoutPython = hasPython ? false : 'there is no python3';

/**
 * Runs its arguments, adopts their orphans as a subreaper (prctl(2): PR_SET_CHILD_SUBREAPER is 36) or as
 * pid 1, and reaps until it has no child left.
 */
export const SUBREAPER = ['python3', '-c', reaping('pass')] as const;

/** The same, and it records how each ended: `reaped 4: 129`, or the number of the signal below 0. */
export const TELLING_SUBREAPER = [
	'python3',
	'-c',
	reaping("os.write(3, f'reaped {pid}: {os.waitstatus_to_exitcode(status)}\\n'.encode())"),
] as const;

function reaping(onReaped: string): string {
	return `
import ctypes, os, subprocess, sys
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
subprocess.Popen(sys.argv[1:], close_fds=False)
try:
    while True:
        pid, status = os.wait()
        ${onReaped}
except ChildProcessError: pass
`;
}

/**
 * Runs its arguments and never reaps: neither them, nor as pid 1 their orphans. It records each child that
 * has ended: `zombie 4`. It stays until it is killed.
 */
export const NEVER_REAPING = [
	'python3',
	'-c',
	`
import os, signal, subprocess, sys
child = subprocess.Popen(sys.argv[1:], close_fds=False)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
told = set()
while True:
    signal.sigwait({signal.SIGCHLD})
    for pid in set(filter(str.isdigit, os.listdir('/proc'))) - told:
        try: state, parent = open(f'/proc/{pid}/stat').read().rpartition(') ')[2].split()[:2]
        except OSError: continue
        if state == 'Z' and int(parent) == os.getpid():
            told.add(pid)
            os.write(3, f'zombie {pid}\\n'.encode())
`,
] as const;

/**
 * Its leader thread exits (SYS_exit ends one thread); another one says so, runs the arguments, if there
 * are any, and stays until it is killed.
 */
export const LEADERLESS = [
	'python3',
	'-c',
	`
import ctypes, platform, subprocess, sys, threading, time
def stay():
    while ') Z ' not in open('/proc/self/stat').read(): time.sleep(0.001)
    print('the leader has exited', flush=True)
    if sys.argv[1:]: subprocess.Popen(sys.argv[1:], close_fds=False)
    time.sleep(60)
threading.Thread(target=stay).start()
ctypes.CDLL(None).syscall(93 if platform.machine() == 'aarch64' else 60, 0)
`,
] as const;

/**
 * Runs its arguments under a filter that refuses kill(2) with EPERM, as a container's may:
 * https://man7.org/linux/man-pages/man2/seccomp.2.html
 */
export const WITHOUT_KILL = [
	'python3',
	'-c',
	`
import ctypes, errno, os, platform, struct, sys
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER_OF_CALL = 0
KILL = 129 if platform.machine() == 'aarch64' else 62
REFUSE, ALLOW = 0x00050000 | errno.EPERM, 0x7fff0000
step = lambda code, k, then=0, otherwise=0: struct.pack('HBBI', code, then, otherwise, k)
steps = ctypes.create_string_buffer(b''.join([
    step(LOAD, NUMBER_OF_CALL),
    step(JUMP_IF_EQUAL, KILL, then=0, otherwise=1),
    step(RETURN, REFUSE),
    step(RETURN, ALLOW),
]))
program = ctypes.create_string_buffer(struct.pack('HP', 4, ctypes.addressof(steps)))
prctl = ctypes.CDLL(None).prctl
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
assert prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
assert prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program) == 0
os.execvp(sys.argv[1], sys.argv[1:])
`,
] as const;

export const withoutSeccomp =
	withoutPython || canRun([...WITHOUT_KILL, 'true']) ? withoutPython : 'seccomp(2) is refused';
