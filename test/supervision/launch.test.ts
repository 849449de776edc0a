/** A supervised child is started just as `child_process` would start it, but for what is ours. */
import assert from 'node:assert/strict';
import type { ForkOptions, SpawnOptions } from 'node:child_process';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { SupervisedOptions } from 'parent-watchdog/supervisor';
import type { Description } from '../fixtures/supervision/describing.js';
import { createFolder } from '../helpers/ending.js';
import { fixture, fixturePath, register } from '../helpers/fixtures.js';
import { start, type Variables } from '../helpers/start.js';
import { createSupervisor, inTime } from '../helpers/supervised.js';
import { until } from '../helpers/until.js';

const DESCRIBING = fixturePath('supervision/describing');
const PRELOADS = `--require "${register}"`;

const FORKS: Record<string, ForkOptions> = {
	'no options': {},
	"cwd, and stdio 'ignore'": { cwd: '/', stdio: 'ignore' },
	silent: { silent: true },
	'stdio with silent': { silent: true, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] },
	'holes in stdio': { stdio: [null, undefined, 'ignore', undefined, 'ipc', 'pipe', null] },
	'an env that inherits': { env: Object.create({ ...process.env, INHERITED: 'with spaces' }) },
	'execArgv and another serialization': {
		execArgv: ['--no-deprecation', '--title=a title'],
		serialization: 'advanced',
	},
};

describe('fork()', { concurrency: 2 }, () => {
	for (const [name, options] of Object.entries(FORKS)) {
		it(`with ${name} is as without a supervisor`, async (t) => {
			const words = ['first', 'second word'];
			const { process: child } = createSupervisor(t).fork(DESCRIBING, words, options);
			const plain = fork(DESCRIBING, words, options);
			assert.equal(child.connected, plain.connected);
			const [ours, theirs] = await Promise.all([describeChild(child), describeChild(plain)]);
			assertSameStart(ours, theirs, true);
			assert.deepEqual(
				child.stdio.slice(0, plain.stdio.length).map(kindOf),
				plain.stdio.map(kindOf),
			);
			assert.equal(child.stdin === null, plain.stdin === null);
			assert.equal(child.stdout === null, plain.stdout === null);
		});
	}

	it('refuses what fork() refuses, and has started nothing then', (t) => {
		const supervisor = createSupervisor(t);
		for (const stdio of [['pipe', 'pipe', 'pipe'], ['ipc', 'ipc', 'ipc'], ['nonsense']]) {
			const options = { stdio } as ForkOptions;
			const codeOf = (run: () => unknown) => {
				try {
					run();
				} catch (error) {
					return (error as NodeJS.ErrnoException).code;
				}
				return 'none';
			};
			const plain = codeOf(() => fork(DESCRIBING, options));
			assert.notEqual(plain, 'none');
			assert.equal(
				codeOf(() => supervisor.fork(DESCRIBING, options)),
				plain,
			);
		}
		assert.deepEqual(supervisor.children, []);
	});
});

const SPAWNS: Record<string, SpawnOptions> = {
	'no options': {},
	'holes in stdio': { stdio: [undefined, null, undefined, 'ignore', undefined, 'pipe'] },
	"a channel, and stdio 'ignore'": { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
	shell: { shell: true },
	'detached, cwd and argv0': { detached: true, cwd: '/', argv0: 'other' },
};

describe('spawn()', { concurrency: 2 }, () => {
	for (const [name, options] of Object.entries(SPAWNS)) {
		it(`with ${name} is as without a supervisor`, async (t) => {
			const words = [DESCRIBING, 'first'];
			const supervised = createSupervisor(t).spawn(process.execPath, words, options);
			const plain = spawn(process.execPath, words, options);
			const [ours, theirs] = await Promise.all([
				describeChild(supervised.process),
				describeChild(plain),
			]);
			assertSameStart(ours, theirs, !options.shell);
			const stdio = supervised.process.stdio.slice(0, plain.stdio.length);
			assert.deepEqual(stdio.map(kindOf), plain.stdio.map(kindOf));
		});
	}
});

describe('the grace period of a child', { concurrency: 3 }, () => {
	const OUTER = { PARENT_WATCHDOG_CHILD: '1:2:3' };
	const GIVEN = { PARENT_WATCHDOG_GRACE_PERIOD: '2700' };
	const cases: [name: string, terminate: number, variables: Variables, expected: number][] = [
		['comes before SIGKILL does', 1000, {}, 900],
		['is what the user has set', 1000, GIVEN, 2700],
		[
			'comes before SIGKILL does, whatever an outer supervisor has set',
			1000,
			{ ...OUTER, ...GIVEN },
			900,
		],
		['is no longer than that of an outer supervisor', 5000, { ...OUTER, ...GIVEN }, 2700],
	];
	for (const [name, terminate, variables, expected] of cases) {
		it(name, async (t) => {
			const children = [['sh', '-c', 'echo grace $PARENT_WATCHDOG_GRACE_PERIOD >&3']];
			const supervising = fixture('supervision/supervising', { children, stop: { terminate } });
			const tree = start(t, supervising, variables);
			const [, found] = await tree.line(/^grace (.*)/);
			assert.equal(Number(found), expected);
			tree.root.stdin?.end();
			await tree.end();
		});
	}
});

describe('a child of another program', () => {
	it('is not taken to load the watchdog, but by what it says', async (t) => {
		const supervisor = createSupervisor(t);
		const script = join(createFolder(t), 'waits.sh');
		writeFileSync(script, 'sleep 60');
		assert.equal(supervisor.fork(script, { execPath: '/bin/sh' }).watches, false);
		assert.equal(supervisor.fork(DESCRIBING).watches, true);
		const link = join(createFolder(t), 'other');
		symlinkSync(process.execPath, link);
		const child = supervisor.fork(fixturePath('supervision/saying'), { execPath: link });
		assert.equal(child.watches, false);
		await once(child.process, 'message');
		await until('it says hello', () => child.watches);
	});
});

describe('the preload of a child', { concurrency: 2 }, () => {
	const cases: Record<string, [given: string, expected: string]> = {
		'comes after what the user has set': ['--no-warnings', `--no-warnings ${PRELOADS}`],
		'comes once, where it is there by its path': [PRELOADS, PRELOADS],
		'comes all the same beside something of a similar name': [
			'--title=parent-watchdog/register.d',
			`--title=parent-watchdog/register.d ${PRELOADS}`,
		],
	};
	for (const [name, [given, expected]] of Object.entries(cases)) {
		it(name, async (t) => {
			const env = { ...process.env, NODE_OPTIONS: given };
			const { process: child } = createSupervisor(t).fork(DESCRIBING, { env });
			const { env: found, preloads } = await describeChild(child);
			assert.equal(found.NODE_OPTIONS, expected);
			assert.deepEqual(preloads, [register]);
		});
	}

	it('comes once, where it is there by its name', async (t) => {
		const folder = createFolder(t);
		mkdirSync(join(folder, 'node_modules'));
		symlinkSync(join(register, '..', '..'), join(folder, 'node_modules', 'parent-watchdog'));
		const NODE_OPTIONS = '--require parent-watchdog/register';
		const env = { ...process.env, NODE_OPTIONS };
		const { process: child } = createSupervisor(t).fork(DESCRIBING, { env, cwd: folder });
		const { env: found, preloads } = await describeChild(child);
		// The preload has put its path in place of the name, for all descendants.
		assert.equal(found.NODE_OPTIONS, PRELOADS);
		assert.deepEqual(preloads, [register]);
	});

	it('comes also where the environment is empty', async (t) => {
		const { process: child } = createSupervisor(t).fork(DESCRIBING, { env: {} });
		const { env, preloads } = await describeChild(child);
		assert.deepEqual(env, { NODE_OPTIONS: PRELOADS });
		assert.deepEqual(preloads, [register]);
	});

	it('can be left out, by the child or the supervisor', async (t) => {
		for (const [all, one] of [
			[undefined, false],
			[false, undefined],
		] as const) {
			const supervisor = createSupervisor(t, { preload: all });
			const { process: child } = supervisor.fork(DESCRIBING, { preload: one });
			const { env, preloads } = await describeChild(child);
			assert.equal(env.NODE_OPTIONS, undefined);
			assert.deepEqual(preloads, []);
		}
	});

	it('is found in a folder with spaces, quotes and backslashes', async (t) => {
		const folder = join(realpathSync(createFolder(t)), 'a folder of "quotes" and \\ its like');
		for (const part of ['dist', 'package.json']) {
			cpSync(join(register, '..', '..', part), join(folder, part), { recursive: true });
		}
		const script = join(folder, 'supervisor.js');
		writeFileSync(script, SUPERVISOR_ELSEWHERE);
		const child = spawn(process.execPath, [script, DESCRIBING], { stdio: 'pipe' });
		const { preloads } = await describeChild(child);
		assert.deepEqual(preloads, [join(folder, 'dist', 'register.js')]);
	});
});

const SUPERVISOR_ELSEWHERE = `
	const { supervise } = require('./dist/supervisor.js');
	const { process: child } = supervise().fork(process.argv[2]);
	child.once('message', (message) => console.log(JSON.stringify(message)));
`;

it('takes the environment as it is by then, where process.env was replaced', async (t) => {
	const before = process.env;
	t.after(() => {
		process.env = before;
	});
	process.env = { ...before, REPLACED: 'yes' };
	const { process: child } = createSupervisor(t).fork(DESCRIBING);
	process.env = before;
	assert.equal((await describeChild(child)).env.REPLACED, 'yes');
});

describe('the options of ours', { concurrency: 2 }, () => {
	const describeWith = async (t: Parameters<typeof createSupervisor>[0], options: object) =>
		describeChild(createSupervisor(t).fork(DESCRIBING, options).process);

	it('a group of its own', async (t) => {
		const { leadsSession } = await describeWith(t, { group: true } satisfies SupervisedOptions);
		assert.equal(leadsSession, true);
	});

	it('a guard', async (t) => {
		const { ours } = await describeWith(t, { guard: true } satisfies SupervisedOptions);
		assert.ok(ours.includes('PARENT_WATCHDOG_GUARD'));
	});

	it('a time after SIGTERM is the grace period of the child', async (t) => {
		const NAME = 'PARENT_WATCHDOG_GRACE_PERIOD';
		for (const [stop, isSet] of [
			[{ terminate: 50 }, true],
			[{ terminate: 0 }, false],
		] as const) {
			const { ours } = await describeWith(t, { stop });
			assert.equal(ours.includes(NAME), isSet);
		}
	});

	it('that are wrong are refused', (t) => {
		const supervisor = createSupervisor(t);
		const wrong: [object, string][] = [
			[{ preload: 1 }, 'preload'],
			[{ guard: 'yes' }, 'guard'],
			[{ group: null }, 'group'],
			[{ name: 5 }, 'name'],
			[{ stop: { event: -1 } }, 'event'],
			[{ stop: { kill: false } }, 'kill'],
			[{ stop: { unknown: 1 } }, 'unknown'],
			[{ stop: [] }, 'stop'],
		];
		for (const [options, option] of wrong) {
			const expected = { code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION', option };
			assert.throws(() => supervisor.fork(DESCRIBING, options), expected);
			assert.throws(() => supervisor.spawn('true', options), expected);
		}
		assert.deepEqual(supervisor.children, []);
	});
});

describe('a child in a group of its own', { concurrency: 2 }, () => {
	for (const how of ['group', 'detached']) {
		it(`watches its supervisor all the same (${how})`, async (t) => {
			const children = [fixture('child')];
			const options = { [how]: true };
			const tree = start(t, fixture('supervision/supervising', { children, options }));
			await tree.times(/^ready/, 2);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assert.match(lines.at(-3) ?? '', /^hook started: parent-gone by (lifeline|ipc)$/);
		});
	}
});

describe("the user's own channel and stdio", { concurrency: 2 }, () => {
	it('carry what the user sends, and the child ends by itself', async (t) => {
		const { process: child, exited } = createSupervisor(t).fork(
			fixturePath('supervision/talking'),
			{
				silent: true,
			},
		);
		let output = '';
		child.stdout?.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
		const closed = once(child, 'close');
		child.send('hello');
		assert.deepEqual((await once(child, 'message'))[0], 'hello, too');
		child.stdin?.end('a line\n');
		child.send('last');
		assert.deepEqual((await once(child, 'message'))[0], 'last, too');
		await once(child, 'disconnect');
		assert.equal(await exited, 0);
		assert.deepEqual(await inTime(closed), [0, null]);
		assert.equal(output, 'a line, too\n');
	});

	it("do not keep 'close' from coming where a grandchild holds the lifeline", async (t) => {
		// The sleep holds neither stdout nor stderr, but all that is not closed.
		const { process: child } = createSupervisor(t).spawn('sh', [
			'-c',
			'sleep 20 >/dev/null 2>&1 & echo pid=$!',
		]);
		const [output] = await inTime(once(child.stdout as NonNullable<typeof child.stdout>, 'data'));
		t.after(() => process.kill(Number(/\d+/.exec(String(output))?.[0]), 'SIGKILL'));
		assert.deepEqual(await inTime(once(child, 'close')), [0, null]);
	});

	it('have no listeners of ours', async (t) => {
		const { process: child } = createSupervisor(t).fork(DESCRIBING, { silent: true });
		const plain = fork(DESCRIBING, { silent: true });
		const count = (one: ChildProcess) =>
			[one, one.stdin, one.stdout, one.stderr].flatMap((emitter) => {
				const names = emitter?.eventNames() ?? [];
				return names.map((name) => `${String(name)} ${emitter?.listenerCount(name as string)}`);
			});
		const ours = count(child).filter((line) => !line.startsWith('exit'));
		assert.deepEqual(
			ours,
			count(plain).filter((line) => !line.startsWith('exit')),
		);
		await Promise.all([describeChild(child), describeChild(plain)]);
	});
});

function assertSameStart(ours: Description, theirs: Description, isDirect: boolean): void {
	const normal = ({ ours: _, preloads, sockets, env, ...rest }: Description) => {
		const { NODE_OPTIONS, NODE_CHANNEL_FD, ...variables } = env;
		return { ...rest, variables };
	};
	assert.deepEqual(normal(ours), normal(theirs));
	assert.deepEqual(ours.preloads, [register]);
	assert.deepEqual(theirs.preloads, []);
	// The lifeline, and the line for a guard that it may start: there are no others.
	if (isDirect) assert.equal(ours.sockets, theirs.sockets + 2);
}

/** By the channel, else as its first line. */
async function describeChild(child: ChildProcess): Promise<Description> {
	if (child.connected) return (await inTime(once(child, 'message')))[0];
	let text = '';
	for await (const chunk of child.stdout ?? []) text += chunk;
	return JSON.parse(text);
}

function kindOf(stream: unknown): string {
	return stream === null || stream === undefined
		? String(stream)
		: (stream as object).constructor.name;
}
