/** Runs `parent-watchdog` at a terminal of its own: python3 makes it, because Node cannot without native code. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { command } from './command.js';
import { withDeadline } from './tree.js';

/**
 * Opens a terminal of so many rows and columns, runs its arguments there as a session of its own, and passes
 * on what goes in and comes out. Its last line, on stderr, says whether the settings of the terminal are
 * what they were. It ends as the command does.
 */
const AT_TERMINAL = `
import fcntl, os, pty, select, struct, subprocess, sys, termios
rows, columns = int(sys.argv[1]), int(sys.argv[2])
ours, theirs = pty.openpty()
fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
before = termios.tcgetattr(theirs)
def take(): fcntl.ioctl(0, termios.TIOCSCTTY, 0)
child = subprocess.Popen(sys.argv[3:], stdin=theirs, stdout=theirs, stderr=theirs,
    start_new_session=True, preexec_fn=take)
inputs = [0, ours]
while True:
    ready = select.select(inputs, [], [], 0.05)[0]
    if 0 in ready:
        data = os.read(0, 65536)
        if data: os.write(ours, data)
        else: inputs.remove(0)
    if ours in ready: os.write(1, os.read(ours, 65536))
    elif child.poll() is not None: break
print('terminal', 'as before' if termios.tcgetattr(theirs) == before else 'changed', file=sys.stderr)
code = child.returncode
if code < 0: os.kill(os.getpid(), -code)
sys.exit(code)
`;

export interface AtTerminal {
	/** Resolves once what was written to the terminal since the last time matches. */
	until(pattern: RegExp): Promise<void>;
	type(text: string): void;
	/** Resolves at the end. */
	end(): Promise<TerminalEnd>;
	readonly process: ChildProcess;
}

export interface TerminalEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
	/** All that was written to the terminal. */
	output: string;
	/** Whether its settings are what they were. */
	isAsBefore: boolean;
}

interface TerminalOptions {
	rows?: number;
	columns?: number;
	/** A command that runs the command. */
	prefix?: readonly string[];
	env?: NodeJS.ProcessEnv;
}

export function startAtTerminal(
	t: TestContext,
	args: readonly string[],
	{ rows = 24, columns = 80, prefix = [], env = {} }: TerminalOptions = {},
): AtTerminal {
	const words = [String(rows), String(columns), ...prefix, process.execPath, command, ...args];
	const child = spawn('python3', ['-c', AT_TERMINAL, ...words], {
		stdio: 'pipe',
		env: { ...withoutColourVariables(), TERM: 'xterm-256color', ...env },
	});
	t.after(() => child.kill('SIGKILL'));
	let output = '';
	let seen = 0;
	let errors = '';
	let onOutput = () => {};
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
		onOutput();
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		errors += text;
	});
	child.stdin.on('error', () => {});
	const captured = () => JSON.stringify({ args, output, errors });
	const ended = new Promise<TerminalEnd>((resolve) => {
		child.on('close', (code, signal) =>
			resolve({ code, signal, output, isAsBefore: /^terminal as before$/m.test(errors) }),
		);
	});
	return {
		process: child,
		until: (pattern) => {
			const found = new Promise<void>((resolve) => {
				onOutput = () => {
					const match = pattern.exec(output.slice(seen));
					if (!match) return;
					seen += match.index + match[0].length;
					onOutput = () => {};
					resolve();
				};
				onOutput();
			});
			return withDeadline(found, 20_000, () => `no ${pattern} in ${captured()}`);
		},
		type: (text) => child.stdin.write(text),
		end: () => withDeadline(ended, 20_000, () => `it did not end: ${captured()}`),
	};
}

/** What is around the tests says nothing of colours: Node sees none at a terminal where CI is set. */
function withoutColourVariables(): NodeJS.ProcessEnv {
	const { CI, FORCE_COLOR, NODE_DISABLE_COLORS, NO_COLOR, ...others } = process.env;
	return others;
}
