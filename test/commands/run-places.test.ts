/** `run` where a program may be started: by a shell, `timeout`, `nohup`, a client, as the first of a container. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { command, runCommand } from '../helpers/command.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { sendSignal } from '../helpers/send-signal.js';
import { startTree } from '../helpers/tree.js';

const RUN = [process.execPath, command, 'run', '--'];
let folder: string;

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-run-'));
	writeFileSync(join(folder, 'not-executable'), 'echo no');
	writeFileSync(join(folder, 'no-interpreter'), '#!/no/such/interpreter\n');
	writeFileSync(join(folder, 'no-first-line'), 'echo "run by a shell"\n');
	for (const name of ['no-interpreter', 'no-first-line']) chmodSync(join(folder, name), 0o755);
});
after(() => rmSync(folder, { recursive: true }));

describe('what cannot be run is what it is in a shell', () => {
	const cases: Record<string, [program: string, status: number]> = {
		'a command that is not in PATH': ['no-such-command', 127],
		'a file that is not there': ['./no-such-file', 127],
		'a file that is not executable': ['./not-executable', 126],
		'a folder': ['.', 126],
		'an interpreter that is not there': ['./no-interpreter', 127],
		'an empty name': ['', 127],
		'a script without a first line': ['./no-first-line', 0],
	};
	for (const [name, [program, status]] of Object.entries(cases)) {
		it(name, () => {
			const outcome = runCommand(['run', '--', program], { cwd: folder });
			assert.equal(outcome.status, status, outcome.stderr);
			const inShell = spawnSync('sh', ['-c', '"$1"', 'sh', program], { cwd: folder });
			if (program !== '.') assert.equal(inShell.status, status);
			if (status > 0) assert.match(outcome.stderr, /^parent-watchdog: .+\n$/);
		});
	}

	it('an option that there is not is 125, and a process that there is not 1', () => {
		assert.equal(runCommand(['run', '--grce', '1', '--', 'true']).status, 125);
		const { status, stderr } = runCommand(['run', '--pid', '4194000', '--', 'true']);
		assert.equal(status, 1);
		assert.equal(stderr, 'parent-watchdog: --pid 4194000: there is no such process\n');
	});
});

/** In a shell of its own, with and without us before the program. */
function inShell(script: string, program: readonly string[]) {
	const { stdout, status } = spawnSync('bash', ['-c', script, 'bash', ...program], {
		encoding: 'utf8',
		cwd: folder,
	});
	return { stdout, status };
}

function same(script: string, program: readonly string[]): void {
	assert.deepEqual(inShell(script, [...RUN, ...program]), inShell(script, program));
}

it('is started with the limits, the mask and the signals that it would have', () => {
	const show = [
		'sh',
		'-c',
		'ulimit -Sn; umask; nice; grep -E "^Sig(Blk|Ign|Cgt)" /proc/self/status',
	];
	same('ulimit -Sn 512; umask 077; "$@"; true', show);
});

it('has the environment that it would have, and what is ours', () => {
	const list = (words: readonly string[]) =>
		inShell('FROM=me "$@"', words).stdout.split('\n').sort();
	const ours = list([...RUN, 'env']).filter(
		(line) => !/^(PARENT_WATCHDOG_|NODE_OPTIONS=|_=)/.test(line),
	);
	const theirs = list(['env']).filter((line) => !line.startsWith('_='));
	assert.deepEqual(ours, theirs);
});

/** It tells each SIGTERM and SIGHUP, and ends with 7 a while after the first SIGTERM. */
const TELLING = [
	'sh',
	'-c',
	`
trap 'echo got TERM; left=10' TERM
trap 'echo got HUP' HUP
echo ready
while [ "$left" != 0 ]; do
	sleep 0.05
	[ -z "$left" ] || left=$((left - 1))
done
exit 7
`,
];

it('under timeout, which signals it and then its group', () => {
	// The time of a start on a busy machine is part of it; and of two signals at once, one may be lost.
	same('set -o pipefail; timeout 3 "$@" | uniq', TELLING);
});

it('under nohup, which Node forgets', () => {
	const untilReady = 'until grep -q ready out; do sleep 0.05; done';
	const signal = 'kill -HUP $!; sleep 0.3; kill -TERM $!; wait $!';
	same(
		`rm -f out; nohup "$@" >out & ${untilReady}; ${signal}; status=$?; cat out; exit $status`,
		TELLING,
	);
});

describe('for a client that speaks to it through pipes', () => {
	const server = [
		'sh',
		'-c',
		'echo pid=$$ >&3; while read -r line; do echo "heard $line"; done; exec sleep 60',
	];
	/** As clients of the Model Context Protocol start their servers. */
	const client = `const child = require('child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: ['pipe', 'pipe', 'inherit', 3] });
child.stdout.once('data', (text) => require('fs').writeSync(3, 'answer: ' + text));
child.stdin.write('hello\\n');
process.stdin.once('data', () => child.stdin.end()).resume();`;
	const options = ['--stdin', '--grace', '300ms'];
	const words = [
		process.execPath,
		'-e',
		client,
		process.execPath,
		command,
		'run',
		...options,
		'--',
		...server,
	];

	it('ends when the client is killed', async (t) => {
		const tree = startTree(t, words as [string, ...string[]]);
		await tree.line(/^answer: heard hello/);
		tree.kill('SIGKILL');
		await tree.end();
	});

	it('ends when the client closes its input', async (t) => {
		const tree = startTree(t, words as [string, ...string[]], { stdin: 'pipe' });
		await tree.line(/^answer: heard hello/);
		tree.root.stdin?.end('close\n');
		await tree.end();
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
	});
});

const [UNSHARE, ...AS_FIRST] = AS_PID_1;

describe('as the first process of a container', { skip: withoutUnshare }, () => {
	it('passes on the signal that would not end it, and has its exit status', async () => {
		const ready = 'trap "exit 9" TERM; echo ready; while :; do sleep 0.05; done';
		const child = spawn(UNSHARE, [...AS_FIRST, ...RUN, 'sh', '-c', ready]);
		await once(child.stdout, 'data');
		// unshare(1) does not forward it, so we go to who is 1 there: its only child.
		const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
		sendSignal(Number(children.trim()), 'SIGTERM');
		const [code] = await once(child, 'exit');
		assert.equal(code, 9);
	});

	it('ends by no signal, so that its status is that of a shell', () => {
		const words = [...AS_FIRST, ...RUN, 'sh', '-c', 'kill -TERM $$'];
		assert.equal(spawnSync(UNSHARE, words).status, 128 + 15);
	});
});
