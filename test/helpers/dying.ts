/**
 * Parents that take long to die, and parents whose pipes somebody else holds. Python, because Node can
 * neither leave a descriptor to a child by accident nor choose the order in which it closes its own.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { withoutPython } from './python.js';

/** What a parent can hold that the kernel needs time to let go of. */
export type Burden = 'many descriptors' | 'slow descriptors' | 'a large heap';

/**
 * Takes up a burden, then runs its arguments with a channel, as `fork()` does, and with stdout as a pipe
 * to itself. The descriptors of an ending process are closed in the reverse order (`task_work_run` in
 * kernel/task_work.c), so the child's pipes come first, and the burden keeps the parent from being gone.
 */
export const burdened = (burden: Burden): readonly string[] => [
	'python3',
	'-c',
	`
import os, resource, signal, socket, subprocess, sys
limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
held = []
if sys.argv[1] == 'many descriptors':
    for _ in range(min(9000, limit // 2 - 50)):
        held.append(os.pipe())
        os.write(held[-1][1], b'x')
if sys.argv[1] == 'slow descriptors':
    # Each waits until no processor can be in the midst of a packet: synchronize_net() in packet_release().
    for _ in range(100): held.append(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300))
if sys.argv[1] == 'a large heap':
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    held.append(bytearray(b'x') * (256 << 20))
channel, theirs = socket.socketpair()
out, stdout = os.pipe()
env = {**os.environ, 'NODE_CHANNEL_FD': str(theirs.fileno())}
subprocess.Popen(sys.argv[2:], env=env, stdin=subprocess.DEVNULL, stdout=stdout, pass_fds=[3, theirs.fileno()])
theirs.close()
os.close(stdout)
while os.read(out, 65536): pass
signal.pause()
`,
	burden,
];

/** Closing 100 packet sockets takes a second; a user namespace may open them as well as root. */
export const withoutSlowDescriptors =
	withoutPython ||
	(spawnSync('python3', ['-c', 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'])
		.status === 0
		? false
		: 'packet sockets are refused');

/** Another pattern is a program, or a folder, of the machine's own. https://man7.org/linux/man-pages/man5/core.5.html */
export const withoutCoreDumps = withoutPython || (isCoreInFolder() ? false : 'cores go elsewhere');

function isCoreInFolder(): boolean {
	try {
		return /^[^|/]/.test(readFileSync('/proc/sys/kernel/core_pattern', 'latin1'));
	} catch {
		return false;
	}
}

/**
 * Runs its arguments with a channel and a pipe as stdin, both of whose other ends a sibling has inherited:
 * neither is closed when this process ends.
 */
export const LEAKING: readonly string[] = [
	'python3',
	'-c',
	`
import os, signal, socket, subprocess, sys
channel, theirs = socket.socketpair()
stdin, ours = os.pipe()
sibling = subprocess.Popen(['sleep', '60'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL, pass_fds=[channel.fileno(), ours])
os.write(3, b'sibling pid=%d\\n' % sibling.pid)
env = {**os.environ, 'NODE_CHANNEL_FD': str(theirs.fileno())}
subprocess.Popen(sys.argv[1:], env=env, stdin=stdin, stdout=subprocess.DEVNULL, pass_fds=[3, theirs.fileno()])
theirs.close()
os.close(stdin)
signal.pause()
`,
];
