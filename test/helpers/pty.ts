/** A program in a terminal of its own, as the leader of the foreground job, driven from a script. */
import { spawnSync } from 'node:child_process';

/**
 * One thing that is done while it runs:
 *
 * - `expect`: waits until the output holds this text, from where the last one was found on.
 * - `type`: keys; `\x03` is Ctrl+C, `\x1a` Ctrl+Z.
 * - `signal` to the program that was started, or to its whole process group.
 * - `pause`: seconds, where it is time itself that matters.
 * - `stopped`: waits until it is stopped, and tells by which signal.
 * - `resume`: what `fg` of a shell does.
 * - `resize`: the size of the terminal.
 */
export type PtyStep =
	| { expect: string }
	| { type: string }
	| { signal: number; group?: boolean }
	| { pause: number }
	| { stopped: true }
	| { resume: true }
	| { resize: [rows: number, columns: number] };

export interface PtyResult {
	/** `exit 3`, `signal 15`. */
	end: string;
	/** The number of the signal of each `stopped`. */
	stops: number[];
	output: string;
	/** What of the terminal's settings differs from before. */
	changed: string[];
}

/** Fails, with the output so far, where a step takes longer than 15 s. */
export function runInPty(
	command: readonly string[],
	steps: readonly PtyStep[],
	env: NodeJS.ProcessEnv = process.env,
): PtyResult {
	const input = JSON.stringify({ command, steps });
	const { stdout, stderr } = spawnSync('python3', ['-c', DRIVER], {
		input,
		env: { ...env, TERM: 'xterm' },
		encoding: 'utf8',
		timeout: 120_000,
	});
	if (stderr !== '') throw new Error(`${command.join(' ')}: ${stderr}`);
	return JSON.parse(stdout);
}

const DRIVER = `
import fcntl, json, os, pty, select, signal, struct, sys, termios, time
job = json.load(sys.stdin)
leader, follower = pty.openpty()
settings = lambda: termios.tcgetattr(follower)[:4]
fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
before = settings()

# A session leader, like a shell, which starts the job in a process group of its own and waits for it.
os.setsid()
fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
pid = os.fork()
if pid == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(follower, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    for descriptor in 0, 1, 2: os.dup2(follower, descriptor)
    os.closerange(3, 256)
    os.execvp(job['command'][0], job['command'])
try: os.setpgid(pid, pid)
except OSError: pass

output, found, stops, status = b'', 0, [], None
def read(timeout):
    global output
    ready, _, _ = select.select([leader], [], [], timeout)
    if ready: output += os.read(leader, 65536)
def look():
    global status
    done, value = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
    if done and os.WIFSTOPPED(value): stops.append(os.WSTOPSIG(value))
    elif done: status = value
def wait(what, holds):
    deadline = time.monotonic() + 15
    while not holds():
        read(0.01)
        if status is None: look()
        if time.monotonic() > deadline or (status is not None and what != 'the end' and not holds()):
            read(0.1)
            if holds(): return
            sys.stderr.write(f'{what} did not come; status {status}, output {output!r}')
            try: os.killpg(pid, signal.SIGKILL)
            except OSError: pass
            sys.exit(1)
def expect(text):
    global found
    wait(repr(text), lambda: output.find(text, found) >= 0)
    found = output.find(text, found) + len(text)
for step in job['steps']:
    if 'expect' in step: expect(step['expect'].encode())
    elif 'type' in step: os.write(leader, step['type'].encode())
    elif 'signal' in step: (os.killpg if step.get('group') else os.kill)(pid, step['signal'])
    elif 'pause' in step:
        until = time.monotonic() + step['pause']
        while time.monotonic() < until: read(0.01)
    elif 'stopped' in step:
        count = len(stops)
        wait('a stop', lambda: len(stops) > count)
        os.tcsetpgrp(follower, os.getpgrp())
    elif 'resume' in step:
        os.tcsetpgrp(follower, pid)
        os.killpg(pid, signal.SIGCONT)
    elif 'resize' in step:
        fcntl.ioctl(leader, termios.TIOCSWINSZ, struct.pack('HHHH', *step['resize'], 0, 0))
wait('the end', lambda: status is not None)
read(0.05)
names = ['input', 'output', 'control', 'local']
changed = [f'{name}: {a} -> {b}' for name, a, b in zip(names, before, settings()) if a != b]
end = f'signal {os.WTERMSIG(status)}' if os.WIFSIGNALED(status) else f'exit {os.WEXITSTATUS(status)}'
print(json.dumps({'end': end, 'stops': stops, 'output': output.decode(errors='replace'), 'changed': changed}))
`;
