/** The command `tree`, with real processes that watch, supervise, or do not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startBystander } from '../helpers/bystanders.js';
import { runCommand } from '../helpers/command.js';
import { createFolder } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { WITH_FOREIGN_PROC, withoutUnshare } from '../helpers/isolation.js';
import { ORPHAN, startOrphan } from '../helpers/orphanage.js';
import { withoutPython } from '../helpers/python.js';
import { PRELOAD, start, type Variables } from '../helpers/start.js';
import { createSupervisor, forkFixture } from '../helpers/supervised.js';
import { startAtTerminal } from '../helpers/terminal.js';
import { until } from '../helpers/until.js';

interface Row {
	pid: number;
	depth: number;
	watch: { state: string; by: string | null; pids: number[] };
	[name: string]: unknown;
}

function list(args: readonly (string | number)[], prefix: readonly string[] = []): Row[] {
	const { status, stdout, stderr } = runCommand(['tree', '--json', ...args.map(String)], {
		prefix,
	});
	assert.equal(status, 0, stderr);
	return JSON.parse(stdout).processes;
}

const SAYS_PID =
	'fs.writeSync(3, "child pid=" + process.pid + "\\n"); setInterval(() => {}, 60_000)';
const NODE = [process.execPath, '-e', SAYS_PID];
const PRELOADED_NODE = [process.execPath, ...PRELOAD, '-e', SAYS_PID];

/** A parent with a child that says its pid; the row of that one. */
async function child(
	t: TestContext,
	command: readonly string[],
	variables: Variables = {},
	{ isPreloaded = true, detached = false } = {},
) {
	const tree = start(
		t,
		fixture('launcher', { command, detached, waitsForStdin: true }),
		variables,
		{ execArgv: isPreloaded ? PRELOAD : [] },
	);
	const [, text] = await tree.line(/^child pid=(\d+)/);
	const [pid, parent] = [Number(text), tree.root.pid as number];
	const rows = list([parent]);
	const row = rows.find((one) => one.pid === pid) as Row;
	assert.ok(row, JSON.stringify(rows));
	return { row, parent, pid, rows };
}

describe('who watches whom', () => {
	it('is known of a preloaded program', async (t) => {
		const { row, parent, rows } = await child(t, PRELOADED_NODE);
		assert.deepEqual(row.watch, { state: 'watching', by: 'preload', pids: [parent] });
		assert.equal(rows[0]?.watch.by, 'preload');
	});

	it('is known of one that is preloaded by NODE_OPTIONS', async (t) => {
		const NODE_OPTIONS = PRELOAD.join(' ');
		const { row, parent } = await child(t, NODE, { NODE_OPTIONS }, { isPreloaded: false });
		assert.deepEqual(row.watch, { state: 'watching', by: 'preload', pids: [parent] });
	});

	it('is known by the descriptor of one that watches through a shell', async (t) => {
		const shell = ['sh', '-c', '"$@"; exit $?', 'sh', ...PRELOADED_NODE];
		const { pid, parent } = await child(t, shell, { PARENT_WATCHDOG_INTERVAL: '20' });
		await until('it holds a descriptor', () => {
			const row = list([parent]).find((one) => one.pid === pid);
			return row?.watch.by === 'descriptor' && row.watch.pids.join() === String(parent);
		});
	});

	it('is not known of a program that shows no sign', async (t) => {
		const { row } = await child(t, NODE, {}, { isPreloaded: false });
		assert.deepEqual(row.watch, { state: 'unknown', by: null, pids: [] });
	});

	it('is known of one whose children name it', async (t) => {
		const { rows } = await child(t, ['sh', '-c', 'echo "child pid=$$" >&3; exec sleep 60']);
		assert.deepEqual(
			rows.map(({ watch }) => watch.state),
			['watching', 'not-watching'],
		);
	});

	it('is told of one that was told to outlive its parent', async (t) => {
		const { row } = await child(t, PRELOADED_NODE, {}, { detached: true });
		assert.deepEqual(row.watch, { state: 'detached', by: 'preload', pids: [] });
	});

	it('is told of one whose watch is off', async (t) => {
		const { row } = await child(t, ['env', 'PARENT_WATCHDOG=off', ...PRELOADED_NODE]);
		assert.deepEqual(row.watch, { state: 'off', by: 'preload', pids: [] });
	});

	it('is told of a supervisor, its children and its reaper', async (t) => {
		const supervisor = createSupervisor(t, { reaper: true });
		const forked = forkFixture(t, supervisor, fixture('plain-child'));
		await forked.line(/^ready/);
		const spawned = supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		const rows = list([process.pid]);
		const rowOf = (pid: unknown) => rows.find((row) => row.pid === pid);
		const reaper = rows.find(({ reaperOf }) => reaperOf === process.pid);
		assert.ok(reaper, JSON.stringify(rows));
		const own = rowOf(process.pid);
		assert.deepEqual([own?.supervises, own?.reaper], [2, reaper.pid]);
		assert.deepEqual(rowOf(forked.child.pid)?.supervisor, process.pid);
		assert.deepEqual(rowOf(forked.child.pid)?.watch.by, 'preload');
		assert.deepEqual(rowOf(spawned.pid)?.supervisor, process.pid);
		const { stdout } = runCommand(['tree', String(process.pid)]);
		assert.match(stdout, new RegExp(`supervises 2 with reaper ${reaper.pid}`));
		assert.match(
			stdout,
			new RegExp(`supervised by ${process.pid}, watches ${process.pid} \\(preload\\)`),
		);
		assert.match(stdout, new RegExp(`^ *${reaper.pid} .* reaper of ${process.pid}`, 'm'));
	});

	it('is told of an orphan', { skip: withoutUnshare || withoutPython }, async (t) => {
		const { orphan, inside } = await startOrphan(t, ORPHAN);
		const row = list([orphan], inside)[0];
		assert.equal(typeof row?.orphanOf, 'number');
		const { stdout } = runCommand(['tree'], { prefix: inside });
		assert.match(stdout, new RegExp(`orphan of ${row?.orphanOf} +[^ ]* ?sleep 60`));
	});

	it('is not what an environment says that does not fit', async (t) => {
		const lies = ['PARENT', 'CHILD', 'REAPER', 'LIFELINE'].map(
			(name) => `PARENT_WATCHDOG_${name}=1:1:1`,
		);
		const { row, rows } = await child(t, ['env', ...lies, ...NODE]);
		const { supervisor, supervises, reaper, reaperOf, orphanOf, watch } = row;
		assert.deepEqual(
			{ supervisor, supervises, reaper, reaperOf, orphanOf, state: watch.state },
			{
				supervisor: null,
				supervises: 0,
				reaper: null,
				reaperOf: null,
				orphanOf: null,
				state: 'unknown',
			},
		);
		assert.ok(rows.every(({ supervises }) => supervises === 0));
	});
});

describe('what is shown', () => {
	it('has this shape in JSON', (t) => {
		const { pid } = startBystander(t);
		const [row, ...others] = list([pid]);
		assert.deepEqual(others, []);
		const { start: startTime, cpu, cpuTime, memory, uptime, session, ...rest } = row as Row;
		for (const number of [startTime, cpu, cpuTime, memory, uptime, session])
			assert.equal(typeof number, 'number', JSON.stringify(row));
		assert.deepEqual(rest, {
			pid,
			ppid: process.pid,
			depth: 0,
			name: 'sleep',
			command: 'sleep 60',
			state: 'S',
			watch: { state: 'not-watching', by: null, pids: [] },
			supervisor: null,
			supervises: 0,
			reaper: null,
			reaperOf: null,
			orphanOf: null,
		});
	});

	it('is what runs JavaScript, with what is above and below it; --all is all', async (t) => {
		const { pid } = startBystander(t);
		const { pid: below } = await child(t, ['sh', '-c', 'echo "child pid=$$" >&3; exec sleep 60']);
		const isOurs = ({ command }: Row) => / tree --json/.test(String(command));
		const [few, all] = [list([]), list(['--all'])];
		for (const rows of [few, all]) {
			const pids = rows.map((row) => row.pid);
			assert.ok(
				[process.pid, pid, below, 1].every((one) => pids.includes(one)),
				pids.join(),
			);
		}
		assert.deepEqual(
			[few, all].map((rows) => rows.some(isOurs)),
			[false, true],
		);
	});

	it('is a tree', async (t) => {
		const { pid, parent } = await child(t, [
			'sh',
			'-c',
			'sleep 60 & echo "child pid=$$" >&3; wait',
		]);
		const { stdout, stderr, status } = runCommand(['tree', String(parent)]);
		assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
		const [heading, ...lines] = stdout.trimEnd().split('\n');
		assert.match(heading ?? '', /^ *PID +CPU +MEMORY +UPTIME +WATCH +COMMAND$/);
		assert.match(lines[0] ?? '', new RegExp(`^ *${parent} .* watches \\d+ \\(preload\\)  node `));
		assert.match(lines[1] ?? '', new RegExp(`^ *${pid} .* not watched .* └─ sh -c `));
		assert.match(lines[2] ?? '', / {3}└─ sleep 60$/);
	});

	it('is a picture', async (t) => {
		const file = join(createFolder(t), 'tree.svg');
		const command = [
			'bash',
			'-c',
			`echo "child pid=$$" >&3; exec -a $'<&"\\e]0;\\xe2\\x80\\xae>' sleep 60`,
		];
		const { pid, parent } = await child(t, command);
		const { status, stdout } = runCommand(['tree', String(parent), '--svg', file]);
		assert.deepEqual({ status, stdout }, { status: 0, stdout: `The picture is in ${file}.\n` });
		const picture = readFileSync(file, 'utf8');
		assert.match(picture, new RegExp(`>${pid}</text>`));
		assert.match(picture, /&#60;&#38;&#34;\ufffd\]0;\ufffd&#62; 60/);
		if (withoutPython) return;
		const parse = 'import sys, xml.dom.minidom as dom; dom.parse(sys.argv[1])';
		const parsed = spawnSync('python3', ['-c', parse, file], { encoding: 'utf8' });
		assert.equal(parsed.status, 0, parsed.stderr);
	});
});

describe('at a terminal', { skip: withoutPython }, () => {
	const ESCAPE = '\x1b[';

	it('has colours, and none with NO_COLOR', async (t) => {
		const { pid } = startBystander(t);
		const coloured = await startAtTerminal(t, ['tree', String(pid)]).end();
		assert.ok(coloured.output.includes(ESCAPE), coloured.output);
		const env = { NO_COLOR: '1' };
		const plain = await startAtTerminal(t, ['tree', String(pid)], { env }).end();
		assert.ok(!plain.output.includes(ESCAPE), plain.output);
		assert.match(plain.output, /sleep 60/);
	});

	for (const columns of [200, 80, 50, 30, 12]) {
		it(`keeps to ${columns} columns`, async (t) => {
			const { parent } = await child(t, ['sh', '-c', 'echo "child pid=$$" >&3; exec sleep 60']);
			const env = { NO_COLOR: '1' };
			const { output } = await startAtTerminal(t, ['tree', String(parent)], { env, columns }).end();
			const lines = output.trimEnd().split(/\r?\n/);
			assert.equal(lines.length, 3, output);
			for (const line of lines) assert.ok(line.length <= columns, `${line.length}: ${line}`);
		});
	}
});

describe('what cannot be shown', () => {
	const cases: Record<string, [string[], RegExp, number]> = {
		'a pid that is not there': [['2999999'], /^parent-watchdog: there is no process 2999999\n$/, 1],
		'no pid': [['0'], /process id/, 2],
		'a word': [['init'], /process id/, 2],
		'an option': [['--wach'], /Did you mean --watch/, 2],
		'a picture in no folder': [
			['--svg', '/nonexistent/x.svg'],
			/--svg \/nonexistent\/x.svg: ENOENT/,
			1,
		],
		'a live tree in a pipe': [['--watch'], /--watch needs a terminal/, 2],
		'a live tree as JSON': [['--watch', '--json'], /goes with neither/, 2],
	};
	for (const [name, [args, says, expected]] of Object.entries(cases)) {
		it(`is told: ${name}`, () => {
			const { status, stdout, stderr } = runCommand(['tree', ...args]);
			assert.match(stderr, says);
			assert.deepEqual({ status, stdout }, { status: expected, stdout: '' });
		});
	}

	it('is told where processes cannot be seen', { skip: withoutUnshare }, () => {
		const { status, stderr } = runCommand(['tree'], { prefix: WITH_FOREIGN_PROC });
		assert.match(stderr, /the process table cannot be read; "parent-watchdog doctor" tells why/);
		assert.equal(status, 2);
	});
});
