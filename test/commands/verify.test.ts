/** `verify` finds who survives, by what the others noticed, and what is left; and leaves nothing itself. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { command, runCommand } from '../helpers/command.js';
import { isGone, until, untilGone } from '../helpers/until.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));
const node = process.execPath;
let folder: string;

const files = {
	'server.js': 'require("net").createServer().listen(0, () => console.log("listening"));',
	'fork.js':
		'require("child_process").fork("worker.js").on("message", () => console.log("ready"));',
	'worker.js': 'process.send("up"); process.on("disconnect", () => process.exit());',
	// A worker that is busy with a test hears nothing.
	'jest.js': `const { Worker } = require(${JSON.stringify(join(root, 'node_modules/jest-worker'))});
const worker = new Worker(require.resolve("./busy.js"), { numWorkers: 1, exposedMethods: ["test"] });
worker.getStdout().pipe(process.stdout);
worker.test();`,
	'busy.js': 'exports.test = () => { console.log("ready"); for (;;); };',
	'execa.mjs': `import { execa } from ${JSON.stringify(join(root, 'node_modules/execa/index.js'))};
const child = execa("node", ["server.js"]);
child.stdout.pipe(process.stdout);
await child;`,
	'leaving.py': `
import os, socket, tempfile, time
from multiprocessing import shared_memory
open(os.path.join(tempfile.gettempdir(), 'lock'), 'w').close()
server = socket.socket(socket.AF_UNIX)
server.bind(os.path.join(tempfile.gettempdir(), 'socket'))
shared = shared_memory.SharedMemory(create=True, size=4096)
print('ready', flush=True)
time.sleep(60)
`,
	'package.json': JSON.stringify({ scripts: { dev: 'node server.js && echo done' } }),
};

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-app-'));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
after(() => rmSync(folder, { recursive: true }));

interface Judged {
	status: number | null;
	trials: {
		withPreload: boolean;
		victim: string;
		problem: string | null;
		survivors: number[];
		processes: {
			pid: number;
			name: string;
			endedAt: number | null;
			noticed: { by: string } | null;
		}[];
		leftovers: { files: string[]; sockets: string[]; sharedMemory: string[] };
	}[];
}

/** Of what `verify --json` says; whoever it names must be gone by then. */
function judge(options: string[], words: string[], env: NodeJS.ProcessEnv = {}): Judged {
	const all = ['verify', '--json', '--timeout', '1500ms', ...options, '--', ...words];
	const outcome = runCommand(all, {
		cwd: folder,
		env: { ...process.env, ...env },
		timeout: 60_000,
	});
	assert.equal(outcome.signal, null, outcome.stderr);
	assert.match(outcome.stdout, /^\{/, outcome.stderr);
	const { trials } = JSON.parse(outcome.stdout) as Judged;
	for (const { pid } of trials.flatMap(({ processes }) => processes)) assert.ok(isGone(pid));
	return { status: outcome.status, trials };
}

function survivors({ trials }: Judged, index = 0): string[] {
	const { survivors = [], processes = [] } = trials[index] ?? {};
	return processes.filter(({ pid }) => survivors.includes(pid)).map(({ name }) => name);
}

describe('real tools that are killed', () => {
	const cases: Record<
		string,
		{ words: string[]; left: string[]; preload: string[]; ready?: string }
	> = {
		'npm run, with a shell between': {
			words: ['npm', 'run', 'dev'],
			left: ['sh -c', 'node server.js'],
			preload: [],
		},
		concurrently: {
			words: [
				node,
				join(root, 'node_modules/concurrently/dist/bin/concurrently.js'),
				'node server.js',
				'node server.js',
			],
			left: ['node server.js', 'node server.js'],
			preload: [],
		},
		execa: { words: [node, 'execa.mjs'], left: ['node server.js'], preload: [] },
		'a busy worker of jest': {
			words: [node, 'jest.js'],
			left: ['node processChild.js'],
			preload: [],
			ready: 'ready',
		},
	};
	for (const [name, { words, left, preload, ready = 'listening' }] of Object.entries(cases)) {
		it(name, () => {
			// The guard is for who is busy.
			const env = { PARENT_WATCHDOG_GUARD: '1', PARENT_WATCHDOG_GRACE_PERIOD: '500' };
			const judged = judge(['--ready', ready, '--with-preload'], words, env);
			const isShell = (one: string) => !one.startsWith('/bin/sh') && one !== 'sh -c';
			const bare = (names: string[]) => (left.includes('sh -c') ? names : names.filter(isShell));
			assert.deepEqual(bare(survivors(judged)), left);
			assert.deepEqual(survivors(judged, 1), preload);
			assert.equal(judged.status, 0, 'as it is with the preload');
		});
	}
});

it('nobody survives where the child heeds its channel, however often, and it is told so', () => {
	const judged = judge(['--ready', 'ready', '--runs', '2'], [node, 'fork.js']);
	assert.equal(judged.status, 0);
	assert.deepEqual(
		judged.trials.map(({ victim, survivors }) => ({ victim, survivors })),
		Array(2).fill({ victim: 'node fork.js', survivors: [] }),
	);
	const [, worker] = judged.trials[0]?.processes ?? [];
	assert.equal(worker?.name, 'node worker.js');
	assert.equal(worker?.noticed?.by, 'its IPC channel');
	assert.ok((worker?.endedAt ?? -1) >= 0);
});

it('with the preload, its report says by what it noticed', () => {
	const judged = judge(['--ready', 'listening', '--with-preload'], ['npm', 'run', 'dev']);
	const server = judged.trials[1]?.processes.find(({ name }) => name === 'node server.js');
	assert.match(server?.noticed?.by ?? '', /^the watchdog, by (poll|ipc|load)$/);
});

it('tells what is left beside processes, and removes it', () => {
	const { trials } = judge(['--ready', 'ready'], ['python3', 'leaving.py']);
	const { files: left = [], sockets = [], sharedMemory = [] } = trials[0]?.leftovers ?? {};
	assert.ok(
		left.some((path) => path.endsWith('/lock')),
		left.join(),
	);
	assert.match(sockets.join(), /\/socket$/);
	// The resource tracker of Python is a process of its own, and outlives that.
	for (const path of sharedMemory) assert.match(path, /^\/dev\/shm\//);
	assert.throws(() => readFileSync(left.find((path) => path.endsWith('/lock')) as string));
});

it('kills each process of the tree in turn', () => {
	const judged = judge(
		['--ready', 'listening', '--every-process', '--timeout', '500ms'],
		['npm', 'run', 'dev'],
	);
	assert.deepEqual(
		judged.trials.map(({ victim }) => victim.split(' > ').at(-1)),
		['npm', 'sh -c', 'node server.js'],
	);
	assert.equal(judged.status, 1);
	// The last one has nobody below it.
	assert.deepEqual(survivors(judged, 2), []);
});

describe('what cannot be judged is told, with status 2', () => {
	const cases: Record<string, { options: string[]; words: string[]; says: RegExp }> = {
		'it ends at once': {
			options: [],
			words: ['sh', '-c', 'echo oops; exit 3'],
			says: /^it ended \(3\) before it was up; its last output was:\n {2}oops$/,
		},
		'it is never ready': {
			options: ['--ready', 'never', '--start-timeout', '500ms'],
			words: ['sleep', '60'],
			says: /^it did not say "never" within 1 s/,
		},
		'it never listens': {
			options: ['--port', '9', '--start-timeout', '500ms'],
			words: ['sleep', '60'],
			says: /^it did not listen on port 9 within/,
		},
	};
	for (const [name, { options, words, says }] of Object.entries(cases)) {
		it(name, () => {
			const { status, trials } = judge(options, words);
			assert.equal(status, 2);
			assert.match(trials[0]?.problem ?? '', says);
		});
	}
});

it('a command that is not there is 127, as in a shell', () => {
	assert.equal(runCommand(['verify', '--', 'no-such-command']).status, 127);
});

it('tells a person, and draws what it tells', () => {
	const picture = join(folder, 'timeline.svg');
	const options = ['--ready', 'listening', '--timeout', '500ms', '--svg', picture];
	const { status, stdout } = runCommand(['verify', ...options, '--', 'npm', 'run', 'dev'], {
		cwd: folder,
	});
	assert.equal(status, 1, stdout);
	assert.match(stdout, /^Killed by SIGKILL: npm\. What was below it had 500 ms to end\.$/m);
	assert.match(stdout, /^ +└─ node server\.js +SURVIVED, listens on \d+$/m);
	assert.match(stdout, /^2 processes survived\.$/m);
	const parse =
		'import sys, xml.dom.minidom as x; print(len(x.parse(sys.argv[1]).getElementsByTagName("rect")))';
	// The background, and for each a bar before the kill and one after it.
	assert.equal(spawnSync('python3', ['-c', parse, picture], { encoding: 'utf8' }).stdout, '7\n');
});

it('ends the application when it is killed itself', async (t) => {
	const pidFile = join(folder, 'pid');
	const app = ['sh', '-c', `echo $$ >${pidFile}; exec setsid --wait sleep 60`];
	const verify = spawn(node, [
		command,
		'verify',
		'--after',
		'60s',
		'--start-timeout',
		'90s',
		'--',
		...app,
	]);
	t.after(() => verify.kill('SIGKILL'));
	let pid = 0;
	await until('the application runs', () => {
		try {
			pid = Number(readFileSync(pidFile, 'utf8'));
		} catch {}
		return pid > 0;
	});
	verify.kill('SIGKILL');
	await once(verify, 'exit');
	await untilGone(pid);
});
