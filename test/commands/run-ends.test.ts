/** A program under `run` ends with our parent, with us, with our input, and nothing of it is left. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { command } from '../helpers/command.js';
import { fixturePath, WATCHES } from '../helpers/fixtures.js';
import { runInPty } from '../helpers/pty.js';
import { withoutPython } from '../helpers/python.js';
import { startTree, type Tree } from '../helpers/tree.js';
import { until, untilGone } from '../helpers/until.js';

const RUN = [process.execPath, command, 'run'];
const SLEEP = ['sh', '-c', 'echo ready pid=$$ >&3; exec sleep 60'];
/** It ends by nothing but SIGKILL. */
const DEAF = ['sh', '-c', 'trap "" TERM INT HUP; echo ready pid=$$ >&3; while :; do sleep 1; done'];
const POLITE = [
	'sh',
	'-c',
	'trap "echo told >&3; exit" TERM; echo ready pid=$$ >&3; while :; do sleep 0.05; done',
];
const NODE = [process.execPath, fixturePath('child')];
const BUSY_NODE = [
	process.execPath,
	'-e',
	'fs.writeSync(3, "ready pid=" + process.pid + "\\n"); setTimeout(() => { for (;;); }, 300)',
];

/** A shell, our parent, that names us in the record and waits. `"$@"` is the command. */
const PARENT = ['sh', '-c', 'echo parent pid=$$ >&3; "$@" & echo run pid=$! >&3; wait', 'sh'];

function start(t: TestContext, words: readonly string[], options: object = {}): Tree {
	return startTree(t, words as [string, ...string[]], { ...options, deadline: 30_000 });
}

async function kill(tree: Tree, who: 'parent' | 'run', signal: NodeJS.Signals = 'SIGKILL') {
	const [, pid] = await tree.line(new RegExp(`^${who} pid=(\\d+)`));
	process.kill(Number(pid), signal);
}

const programs: Record<string, { program: string[]; options?: string[]; says?: RegExp }> = {
	sleep: { program: SLEEP },
	'deaf to SIGTERM': { program: DEAF, options: ['--grace', '300ms'] },
	'cleans up': { program: POLITE, says: /^told$/ },
	'Node, with hooks': { program: NODE, says: /^hook ended/ },
	'Node, blocked': { program: BUSY_NODE, options: ['--grace', '300ms'] },
};
for (const who of ['parent', 'run'] as const) {
	describe(`the ${who} is killed`, () => {
		for (const [name, { program, options = [], says = /^ready/ }] of Object.entries(programs)) {
			it(name, async (t) => {
				const env = { ...process.env, ...WATCHES };
				const tree = start(t, [...PARENT, ...RUN, ...options, '--', ...program], { env });
				await tree.line(/^ready/);
				await kill(tree, who);
				const lines = await tree.end();
				assert.ok(
					lines.some((line) => says.test(line)),
					lines.join('\n'),
				);
			});
		}
	});
}

describe('the parent is killed', () => {
	it('and a shell between outlives it, as under npm run', async (t) => {
		const between = ['sh', '-c', '"$@"; true', 'sh'];
		const tree = start(t, [...PARENT, ...between, ...RUN, '--', ...SLEEP]);
		await tree.line(/^ready/);
		await kill(tree, 'parent');
		await tree.end();
	});

	it('and it is npm', async (t) => {
		const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-npm-'));
		t.after(() => rmSync(folder, { recursive: true }));
		const program = join(folder, 'program.sh');
		writeFileSync(program, 'echo $$ >pid; exec sleep 60');
		const dev = `echo from-npm; ${[...RUN, '--', 'sh', program].join(' ')}; true`;
		writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { dev } }));
		const tree = start(t, ['npm', 'run', 'dev'], { cwd: folder });
		const pid = await untilWritten(join(folder, 'pid'));
		tree.kill('SIGKILL');
		await untilGone(pid);
	});

	it('and it is not our parent but named by --pid', async (t) => {
		const other = start(t, ['sh', '-c', 'echo pid=$$ >&3; exec sleep 60']);
		const [, pid] = await other.line(/^pid=(\d+)/);
		const tree = start(t, [...RUN, '--pid', String(pid), '--', ...POLITE]);
		await tree.line(/^ready/);
		other.kill('SIGKILL');
		assert.ok((await tree.end()).includes('told'));
	});
});

describe('--tree', () => {
	const family = 'setsid sh -c "echo far pid=\\$\\$ >&3; exec sleep 60" & echo ready pid=$$ >&3;';
	for (const who of ['parent', 'run'] as const) {
		it(`ends what the program has started when the ${who} is killed`, async (t) => {
			const tree = start(t, [...PARENT, ...RUN, '--tree', '--', 'sh', '-c', `${family} wait`]);
			await tree.line(/^ready/);
			await tree.line(/^far/);
			await kill(tree, who);
			await tree.end();
		});
	}

	it('ends what the program has left when it ends by itself, with its exit status', async (t) => {
		const tree = start(t, [...RUN, '--tree', '--', 'sh', '-c', `${family} sleep 0.5; exit 3`]);
		await tree.line(/^far/);
		assert.equal((await tree.exit()).code, 3);
		await tree.end();
	});
});

describe('--stdin', () => {
	const echo = [
		'sh',
		'-c',
		'echo ready pid=$$ >&3; read -r line <&0; echo "line $line" >&3; exec sleep 60',
	];

	it('passes input on, and its end ends a program that does not care', async (t) => {
		const tree = start(t, [...RUN, '--stdin', '--grace', '300ms', '--', ...echo], {
			stdin: 'pipe',
		});
		await tree.line(/^ready/);
		tree.root.stdin?.write('hello\n');
		await tree.line(/^line hello/);
		tree.root.stdin?.end();
		await tree.end();
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
	});

	it('a program that ends at the end of its input does so undisturbed', async (t) => {
		const tree = start(t, [...RUN, '--stdin', '--', 'sh', '-c', 'cat >&3; exit 6'], {
			stdin: 'pipe',
		});
		tree.root.stdin?.end('text\n');
		assert.deepEqual(await tree.end(), ['text']);
		assert.equal((await tree.exit()).code, 6);
	});
});

describe('--report', () => {
	it('says why it ended', async (t) => {
		const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-report-'));
		t.after(() => rmSync(folder, { recursive: true }));
		const file = join(folder, 'report');
		const tree = start(t, [...PARENT, ...RUN, '--report', file, '--', ...POLITE]);
		await tree.line(/^ready/);
		await kill(tree, 'parent');
		await tree.end();
		const { program, reason, end } = JSON.parse(readFileSync(file, 'utf8'));
		assert.equal(program, POLITE[0]);
		assert.equal(reason.type, 'parent-gone');
		assert.equal(end, 'exit 0');
	});
});

it('a second Ctrl+C ends a program that is deaf to the first', { skip: withoutPython }, () => {
	const deaf = ['sh', '-c', 'trap "echo no" INT; echo ready; while :; do sleep 0.05; done'];
	const steps = [
		{ expect: 'ready\r\n' },
		{ type: '\x03' },
		{ expect: 'no\r\n' },
		{ type: '\x03' },
		{ expect: 'no\r\n' },
		{ pause: 0.7 },
		{ type: '\x03' },
	];
	assert.equal(runInPty([...RUN, '--', ...deaf], steps).end, 'signal 9');
});

it('who stands by is replaced when it is killed', async (t) => {
	const tree = start(t, [...PARENT, ...RUN, '--', ...SLEEP]);
	await tree.line(/^ready/);
	const [, run] = await tree.line(/^run pid=(\d+)/);
	const first = await standBy(Number(run));
	process.kill(first, 'SIGKILL');
	await untilGone(first);
	assert.notEqual(await standBy(Number(run)), first);
	await kill(tree, 'run');
	await tree.end();
});

/** The pid of the shell that stands by for a `run`. */
async function standBy(run: number): Promise<number> {
	let found: number | undefined;
	await until('somebody stands by', () => {
		const children = readFileSync(`/proc/${run}/task/${run}/children`, 'utf8').trim().split(' ');
		found = children
			.map(Number)
			.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('parent-watchdog'));
		return found !== undefined;
	});
	return found as number;
}

async function untilWritten(file: string): Promise<number> {
	let text = '';
	await until(`${file} is written`, () => {
		try {
			text = readFileSync(file, 'utf8').trim();
		} catch {}
		return text !== '';
	});
	return Number(text);
}
