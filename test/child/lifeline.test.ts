/** The lifeline as a child has it: whose end of file it is, and what comes over it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { MAX_VALUE } from '../../src/child/shared-entry.js';
import { readSelf } from '../../src/processes/proc.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { startMember } from '../helpers/lifeline.js';
import { PRELOAD, start } from '../helpers/start.js';
import { createSupervisor, forkFixture, inTime, spawnProgram } from '../helpers/supervised.js';

const NEVER = '60000';

describe('the end of a lifeline', { concurrency: 3 }, () => {
	for (const waits of [false, true]) {
		it(`ends nobody while the supervisor lives${waits ? ', who waits for the event' : ''}`, async (t) => {
			const { tree, lifeline } = startMember(
				t,
				fixture('supervision/member', { waits, lived: 1500 }),
			);
			await tree.line(/^ready/);
			lifeline.destroy();
			await tree.line(/^verdict: alive by lifeline/);
			await tree.line(/^lived on/);
			tree.kill('SIGTERM');
			await tree.end();
			assert.equal((await tree.exit()).signal, 'SIGTERM');
		});
	}

	it('comes with that of the supervisor, also behind a shell', async (t) => {
		const behindShell = [
			'sh',
			'-c',
			`'${process.execPath}' '${fixturePath('supervision/member')}'; true`,
		];
		const tree = start(t, fixture('supervision/supervising', { children: [behindShell] }), {
			...fixture('supervision/member', { hasHook: true }).variables,
			PARENT_WATCHDOG_INTERVAL: NEVER,
		});
		await tree.times(/^ready/, 2);
		tree.kill('SIGKILL');
		assert.ok((await tree.end()).includes('hook: parent-gone by lifeline'));
	});

	it('keeps nobody: a child with nothing to do ends by itself', async (t) => {
		const { tree } = startMember(t, fixture('finished-child'));
		assert.deepEqual(await tree.end(), ['finished', 'hook: exit', 'exit 0']);
	});
});

describe('a lifeline that is told nonsense', { concurrency: 3 }, () => {
	const cases: Record<string, { input: (string | Buffer)[]; ignored?: RegExp }> = {
		text: { input: ['garbage\n'], ignored: /^ignored 1: no message: "garbage"/ },
		'bytes that are no text': {
			input: [Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), '\n'],
			ignored: /^ignored 2: no message/,
		},
		'lines in pieces': {
			input: ['{"type":"cha', 'nge","change":"set","key":"a', '"}\t', '1', '\n'],
		},
		'empty lines': { input: ['\n\n\n', '\n'], ignored: /^ignored 4: no message: ""/ },
		'a line that is too long': {
			input: [Buffer.alloc(30 * MAX_VALUE, 'x'), '\n'],
			ignored: /^ignored 1: a line that is too long: "xxx/,
		},
		'values that are too long': {
			input: ['{"type":"change","change":"set","key":"a"}', '{"type":"state","isLast":true}'].map(
				(header) => `${header}\t"${'x'.repeat(3 * MAX_VALUE)}"\n`,
			),
			ignored: /^ignored 2: a line that is too long: "{/,
		},
		'what is no object': {
			input: ['null\n', '5\n', '"stop"\n', '[]\n', '{}\n'],
			ignored: /^ignored 5: no message: "null"/,
		},
		'unknown messages': {
			input: [
				'{"type":"explode"}\n',
				'{"type":"__proto__"}\n',
				'{"type":"toString"}\n',
				'{"type":5}\n',
			],
			ignored: /^ignored 4: /,
		},
		'wrong types': {
			input: [
				'{"type":"state","isLast":true}\t5\t5\n',
				'{"type":"state","isLast":true}\t"a"\n',
				'{"type":"change"}\n',
				'{"type":"change","change":"set","key":"a"}\n',
				'{"type":"change","change":"set","key":1}\t1\n',
				'{"type":"change","change":"delete"}\n',
				'{"type":"answer","id":"1"}\n',
				'{"type":"answer","id":1,"error":5}\n',
				'{"type":"trace"}\n',
			],
			ignored: /^ignored 9: /,
		},
		'answers that nobody waits for': { input: ['{"type":"answer","id":77}\n'] },
		'messages of a child': {
			input: ['{"type":"hello","pid":1}\n', '{"type":"heard","stop":true}\n'],
			ignored: /^ignored 2: /,
		},
	};
	for (const [name, { input, ignored }] of Object.entries(cases)) {
		it(`ignores it, and hears what comes after: ${name}`, async (t) => {
			const { tree, lifeline } = startMember(t);
			await tree.line(/^ready/);
			for (const chunk of input) {
				// Each in a chunk of its own.
				await new Promise((resolve) => lifeline.write(chunk, resolve));
			}
			lifeline.write('{"type":"state","isLast":true}\t"k"\t{"__proto__":1}\n{"type":"stop"}\n');
			await tree.line(/^stop event/);
			tree.kill('SIGTERM');
			const lines = (await tree.end()).slice(2);
			if (ignored) assert.match(lines.shift() ?? '', ignored);
			if (name === 'lines in pieces') assert.equal(lines.shift(), 'a = 1');
			const [change, ...rest] = lines;
			assert.equal(change, 'k = {"__proto__":1}');
			assert.deepEqual(
				rest.filter((line) => !line.startsWith('a = ')),
				['stop event'],
			);
			assert.equal(tree.output.stderr, '');
		});
	}

	it('is warned of once where it does not end; then only the end of the lifeline counts', async (t) => {
		const { tree, lifeline } = startMember(t, fixture('supervision/member', { lived: 600_000 }));
		await tree.line(/^ready/);
		await new Promise((resolve) => lifeline.write('{"type":"flood"}\n'.repeat(100_000), resolve));
		await new Promise<void>((resolve) => lifeline.end('{"type":"stop"}\n', () => resolve()));
		await tree.line(/^verdict: alive by lifeline/);
		tree.kill('SIGTERM');
		const lines = (await tree.end()).slice(2);
		assert.deepEqual(lines, ['verdict: alive by lifeline']);
		const warnings = tree.output.stderr.match(/\[ERR_PARENT_WATCHDOG_\w+\]/g);
		assert.deepEqual(warnings, ['[ERR_PARENT_WATCHDOG_PROTOCOL]'], tree.output.stderr);
	});
});

describe("the descriptor of a lifeline that is something of the program's own", {
	concurrency: 3,
}, () => {
	// What comes long before it reads is read by whoever else reads there.
	const source =
		'setTimeout(() => (console.log("output"), process.stdin.pipe(process.stdout)), 1000)';
	const program = `exec '${process.execPath}' -e '${source}'`;
	const scripts = {
		'a second stdout': 'exec 3>&1;',
		'a second stderr': 'exec 3>&2;',
		'a second stdin': 'exec 3<&0;',
	};
	for (const [name, script] of Object.entries(scripts)) {
		it(`hears nothing from us: ${name}`, async (t) => {
			const child = createSupervisor(t).spawn('sh', ['-c', `${script} ${program}`]);
			const { stdin, stdout, stderr } = child.process;
			let output = '';
			stdin?.end('input\n');
			for (const stream of [stdout, stderr])
				stream?.on('data', (chunk) => {
					output += chunk;
				});
			const code = await inTime(child.closed);
			assert.deepEqual([output, code], ['output\ninput\n', 0]);
		});
	}

	const named = [
		...[0, 1, 2].map((descriptor) => ({ name: `${descriptor}`, descriptor, guardLine: '' })),
		{ name: '0 as guard line', descriptor: 3, guardLine: ':0' },
	];
	for (const { name, descriptor, guardLine } of named) {
		it(`is left alone where the variable names ${name}`, async (t) => {
			const ours = `${process.pid}:${readSelf().start}`;
			const child = spawn(process.execPath, [...PRELOAD, '-e', source], {
				env: {
					...process.env,
					PARENT_WATCHDOG_PARENT: ours,
					PARENT_WATCHDOG_LIFELINE: `${descriptor}:${ours}${guardLine}`,
					PARENT_WATCHDOG_GUARD: guardLine && '1',
					PARENT_WATCHDOG_CHILD: `${ours}:1.2`,
				},
				stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
			});
			t.after(() => child.kill('SIGKILL'));
			child.stdin.end('input\n');
			let output = '';
			for (const stream of [child.stdout, child.stderr]) {
				stream?.on('data', (chunk) => {
					output += chunk;
				});
			}
			const [code] = await inTime(once(child, 'close'));
			assert.deepEqual([output.split('\n').sort().join(), code], [',input,output', 0]);
		});
	}
});

describe('a variable that names no lifeline', { concurrency: 3 }, () => {
	it('is not there any more once the lifeline is taken', async (t) => {
		const { tree } = startMember(t);
		await tree.line(/^passes on no lifeline$/);
	});

	it("steals nothing from a pipe of the program's own by that number", async (t) => {
		const { line, end } = forkFixture(t, createSupervisor(t), fixture('supervision/passing-pipe'), {
			preload: false,
		});
		await line(/^ready/);
		assert.deepEqual((await end()).slice(1), ['read: user data']);
	});

	const { path, variables } = fixture('supervision/pipe-reader', { descriptor: 4 });
	const reader = `'${process.execPath}' '${path}'`;
	const pipes: Record<string, [string, ...string[]]> = {
		'a shell has made': ['sh', '-c', `(sleep 0.5; echo user data) | ${reader} 4<&0 0</dev/null`],
		'a shell has made, which is no more': [
			'bash',
			'-c',
			`exec 4< <(sleep 0.5; echo user data); exec ${reader}`,
		],
	};
	for (const [name, command] of Object.entries(pipes)) {
		it(`steals nothing from a pipe that ${name}`, async (t) => {
			const { end } = spawnProgram(t, createSupervisor(t), command, { variables });
			assert.deepEqual((await end()).slice(1), ['read: user data']);
		});
	}

	for (const [name, prefix] of Object.entries({
		'is closed': 'exec 4>&-;',
		'is a file': 'exec 4</dev/null;',
	})) {
		it(`lets the program be where its descriptor ${name}`, async (t) => {
			const { path, variables } = fixture('supervision/member', { lived: 700 });
			const script = `${prefix} exec '${process.execPath}' '${path}'`;
			const supervised = spawnProgram(t, createSupervisor(t), ['sh', '-c', script], {
				variables,
			});
			await supervised.line(/^lived on/);
			assert.ok(supervised.lines.includes('passes on no lifeline'));
			const { endedBy, exitCode } = await supervised.child.stop();
			assert.deepEqual([endedBy, exitCode], ['terminate', -15]);
			assert.ok(!(await supervised.end()).some((line) => /verdict|ignored|stop event/.test(line)));
		});
	}

	for (const LIFELINE of [
		'',
		'x',
		'-1:1:1',
		'4',
		'4:5',
		'999999:1:1',
		'4:99999999999:1',
		'0x4:1:1',
	]) {
		it(`is ignored: ${JSON.stringify(LIFELINE)}`, async (t) => {
			const member = fixture('supervision/member', { lived: 100 });
			const { tree } = startMember(t, member, { PARENT_WATCHDOG_LIFELINE: LIFELINE });
			await tree.line(/^lived on/);
			tree.kill('SIGTERM');
			assert.equal((await tree.exit()).signal, 'SIGTERM');
		});
	}
});
