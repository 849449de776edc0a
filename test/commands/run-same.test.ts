/** With `run` and without, a program ends the same and its terminal is the same. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { command } from '../helpers/command.js';
import { type PtyStep, runInPty } from '../helpers/pty.js';
import { withoutPython } from '../helpers/python.js';

const RUN = [process.execPath, command, 'run', '--'];

/** It tells each signal that it gets, once; at SIGTERM it ends with 7. */
const TELLING = [
	'python3',
	'-c',
	`
import os, signal, sys, time
def tell(number, frame):
    os.write(1, f'got {signal.Signals(number).name}\\n'.encode())
    if number == signal.SIGTERM: sys.exit(7)
for name in 'INT TERM HUP QUIT WINCH USR1 USR2 CONT'.split():
    signal.signal(getattr(signal, 'SIG' + name), tell)
os.write(1, b'ready\\n')
while True: time.sleep(0.05)
`,
];

/** It ignores SIGTERM until it is told otherwise. */
const DEAF = ['sh', '-c', 'trap "" TERM; echo ready; read -r line; exit 4'];
const SLEEP = ['sh', '-c', 'echo ready; exec sleep 60'];
const NODE = [process.execPath, '-e', 'console.log("ready"); setInterval(() => {}, 1000)'];

describe('in a pipe', () => {
	const cases: Record<string, { program: string[]; signals?: NodeJS.Signals[]; input?: string }> = {
		'an exit status': { program: ['sh', '-c', 'echo ready; exit 3'] },
		'a status of 255': { program: ['python3', '-c', 'print("ready"); exit(255)'] },
		'input, output and errors': {
			program: ['sh', '-c', 'echo ready; cat; cat >&2 <&-'],
			input: 'text',
		},
		'sleep, SIGTERM': { program: SLEEP, signals: ['SIGTERM'] },
		'sleep, SIGINT': { program: SLEEP, signals: ['SIGINT'] },
		'sleep, SIGHUP': { program: SLEEP, signals: ['SIGHUP'] },
		'sleep, SIGUSR1': { program: SLEEP, signals: ['SIGUSR1'] },
		'sleep, SIGQUIT': { program: SLEEP, signals: ['SIGQUIT'] },
		'Node, SIGINT': { program: NODE, signals: ['SIGINT'] },
		'Node, SIGTERM': { program: NODE, signals: ['SIGTERM'] },
		'ends itself by SIGKILL': { program: ['sh', '-c', 'echo ready; kill -KILL $$'] },
		'ends itself by SIGPIPE': { program: ['python3', '-c', PIPE_END()] },
		'deaf to SIGTERM': { program: DEAF, signals: ['SIGTERM'], input: 'go\n' },
		'tells each signal': {
			program: TELLING,
			signals: ['SIGUSR1', 'SIGUSR2', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGTERM'],
		},
	};
	for (const [name, { program, signals = [], input = '' }] of Object.entries(cases)) {
		it(name, { skip: withoutPython }, async () => {
			const [without, through] = await Promise.all([
				follow(program, signals, input),
				follow([...RUN, ...program], signals, input),
			]);
			assert.deepEqual(through, without);
			assert.match(without.stdout, /^ready/);
		});
	}

	it('leaves the core of the program, and none of ours', { skip: withoutPython }, async (t) => {
		const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-core-'));
		t.after(() => rmSync(folder, { recursive: true }));
		const dump = `ulimit -c unlimited; cd ${folder}; exec "$@"`;
		const abort = ['python3', '-c', 'import os; print("ready", flush=True); os.abort()'];
		const end = await follow(['sh', '-c', dump, 'sh', ...RUN, ...abort], [], '');
		assert.equal(end.end, 'SIGABRT');
		const cores = readdirSync(folder);
		// Where the cores of this machine go elsewhere, nothing can be seen.
		if (!readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('core')) return;
		assert.equal(cores.length, 1, cores.join());
		assert.ok(readFileSync(join(folder, cores[0] as string)).includes('os.abort()'));
	});

	it('passes on what else was opened for it, and not more', async () => {
		const run = (words: string[]) =>
			follow(['sh', '-c', `"$@" 5</etc/passwd 6</etc/group`, 'sh', ...words], [], '');
		const program = ['sh', '-c', 'echo ready; readlink /proc/$$/fd/5 /proc/$$/fd/6 /proc/$$/fd/7'];
		assert.deepEqual(await run([...RUN, ...program]), await run(program));
	});
});

function PIPE_END(): string {
	return 'import os, signal; signal.signal(signal.SIGPIPE, signal.SIG_DFL); print("ready", flush=True); os.kill(os.getpid(), signal.SIGPIPE)';
}

/** Signals are sent one after another, each once what the program says of the one before has come. */
async function follow(
	[file, ...args]: string[],
	signals: readonly NodeJS.Signals[],
	input: string,
) {
	const child = spawn(file as string, args);
	const said = { stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		said.stdout += text;
		child.emit('said');
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said.stderr += text;
	});
	const ended = once(child, 'close');
	child.stdin.on('error', () => {});
	const rest = [...signals];
	for (let lines = 1; rest.length > 0; lines++) {
		while (said.stdout.split('\n').length <= lines) {
			await Promise.race([once(child, 'said'), ended.then(fail)]);
		}
		child.kill(rest.shift());
		if (input !== '') break;
	}
	child.stdin.end(input);
	const [code, signal] = await ended;
	return { end: signal ?? code, ...said };

	function fail(): never {
		throw new Error(`${args.join(' ')} ended early: ${JSON.stringify(said)}`);
	}
}

describe('in a terminal', { skip: withoutPython }, () => {
	const cases: Record<string, { program: string[]; steps: PtyStep[] }> = {
		'an exit status': {
			program: ['sh', '-c', 'test -t 0 && test -t 1 && test -t 2; exit $?'],
			steps: [],
		},
		'sleep, Ctrl+C': { program: SLEEP, steps: [{ expect: 'ready\r\n' }, { type: '\x03' }] },
		'sleep, Ctrl+\\': { program: SLEEP, steps: [{ expect: 'ready\r\n' }, { type: '\x1c' }] },
		'sleep, SIGTERM to the job': {
			program: SLEEP,
			steps: [{ expect: 'ready\r\n' }, { signal: 15, group: true }],
		},
		'each signal once, from the terminal, to the job and to the process': {
			program: TELLING,
			steps: [
				{ expect: 'ready\r\n' },
				{ type: '\x03' },
				{ expect: 'SIGINT\r\n' },
				{ signal: 10 },
				{ expect: 'SIGUSR1\r\n' },
				{ signal: 12, group: true },
				{ expect: 'SIGUSR2\r\n' },
				{ signal: 1, group: true },
				{ expect: 'SIGHUP\r\n' },
				{ signal: 2 },
				{ expect: 'SIGINT\r\n' },
				{ resize: [30, 100] },
				{ expect: 'SIGWINCH\r\n' },
				{ type: '\x1a' },
				{ stopped: true },
				{ resume: true },
				{ expect: 'SIGCONT\r\n' },
				{ signal: 20 },
				{ stopped: true },
				{ resume: true },
				{ expect: 'SIGCONT\r\n' },
				{ type: '\x1c' },
				{ expect: 'SIGQUIT\r\n' },
				{ signal: 15, group: true },
			],
		},
		'stops itself by SIGTSTP': {
			program: ['sh', '-c', 'kill -TSTP $$; echo on; exit 5'],
			steps: [{ stopped: true }, { resume: true }],
		},
		'stops itself by SIGSTOP': {
			program: ['sh', '-c', 'kill -STOP $$; echo on; exit 5'],
			steps: [{ stopped: true }, { resume: true }],
		},
		'reads key by key, Ctrl+C as well': {
			program: [
				'python3',
				'-c',
				`
import os, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
print('ready', end='', flush=True)
print(os.read(0, 1), os.read(0, 1), end='', flush=True)
termios.tcsetattr(0, termios.TCSANOW, before)
`,
			],
			steps: [{ expect: 'ready' }, { type: '\x03' }, { pause: 0.1 }, { type: '\x1a' }],
		},
		'changes the terminal for whoever comes after it': {
			program: ['stty', '-echo', '-icanon'],
			steps: [],
		},
		'changes the terminal and is killed': {
			program: ['sh', '-c', 'stty raw; kill -KILL $$'],
			steps: [],
		},
		'a prompt, where each Ctrl+C only clears the line': {
			program: [
				'python3',
				'-c',
				`
import os, signal, termios
settings = termios.tcgetattr(0)
settings[3] &= ~(termios.ICANON | termios.ECHO)
termios.tcsetattr(0, termios.TCSANOW, settings)
signal.signal(signal.SIGINT, lambda *_: os.write(1, b'cleared\\n'))
os.write(1, b'ask> ')
key = os.read(0, 1)
os.write(1, b'key ' + key)
`,
			],
			steps: [
				{ expect: 'ask> ' },
				{ type: '\x03' },
				{ expect: 'cleared' },
				{ pause: 0.7 },
				{ type: '\x03' },
				{ expect: 'cleared' },
				{ pause: 0.3 },
				{ type: 'k' },
			],
		},
	};
	for (const [name, { program, steps }] of Object.entries(cases)) {
		it(name, () => {
			assert.deepEqual(runInPty([...RUN, ...program], steps), runInPty(program, steps));
		});
	}
});
