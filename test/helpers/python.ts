/** A few things that Node cannot do without native code: prctl(2), a leader thread that exits. */
import { spawnSync } from 'node:child_process';

export const hasPython = spawnSync('python3', ['-c', ''], { stdio: 'ignore' }).status === 0;

/** For a test's `skip` option: false, or the reason. */
export const withoutPython = hasPython ? false : 'there is no python3';

/**
 * Becomes a subreaper (prctl(2): PR_SET_CHILD_SUBREAPER is 36), runs its arguments, and reaps until it
 * has no child left.
 */
export const SUBREAPER = [
	'python3',
	'-c',
	`
import ctypes, os, subprocess, sys
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
subprocess.Popen(sys.argv[1:], close_fds=False)
try:
    while True: os.wait()
except ChildProcessError: pass
`,
] as const;

/** Its leader thread exits (SYS_exit ends one thread); another one says so and stays until it is killed. */
export const LEADERLESS = [
	'python3',
	'-c',
	`
import ctypes, platform, threading, time
def stay():
    while ') Z ' not in open('/proc/self/stat').read(): time.sleep(0.001)
    print('the leader has exited', flush=True)
    time.sleep(60)
threading.Thread(target=stay).start()
ctypes.CDLL(None).syscall(93 if platform.machine() == 'aarch64' else 60, 0)
`,
] as const;
