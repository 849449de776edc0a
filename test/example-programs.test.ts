/** The programs of examples/programs do what they say, also when their parent, or they themselves, are killed. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { killAndReap, startBystander } from './helpers/bystanders.js';
import { createFolder } from './helpers/ending.js';
import { isLong } from './helpers/extent.js';
import { startTree, type Tree } from './helpers/tree.js';
import { until, untilGone } from './helpers/until.js';

const root = join(__dirname, '..', '..');
const sources = join(root, 'examples', 'programs');

/** A parent that knows nothing of us, is killed, and holds the record as its child does; `INPUT` is what it says to it. */
const LAUNCH = `const { spawn } = require('node:child_process');
const { stdin } = spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'inherit', 'inherit', 3] });
stdin.write(process.env.INPUT ?? '');`;

function launch(t: TestContext, program: string, args: string[] = [], INPUT = ''): Tree {
	const env = { ...process.env, INPUT };
	return startTree(t, [process.execPath, '-e', LAUNCH, program, ...args], { env });
}

async function said(tree: Tree, pattern: RegExp): Promise<string> {
	const find = () => pattern.exec(tree.output.stdout + tree.output.stderr);
	const what = () => `${pattern} in ${JSON.stringify(tree.output)}`;
	await until(String(pattern), () => find() !== null).catch((error) =>
		assert.fail(`${error}: ${what()}`),
	);
	return find()?.[1] ?? '';
}

/** All is gone that held the record, and with it the output. */
async function allSaid(tree: Tree): Promise<string> {
	await tree.end();
	await tree.exit();
	return tree.output.stdout + tree.output.stderr;
}

const message = (processId: number | null) => {
	const json = JSON.stringify({ id: 1, method: 'initialize', params: { processId } });
	return `Content-Length: ${json.length}\r\n\r\n${json}`;
};

const typed = ['TypeScript', join(root, 'build', 'examples', 'programs'), '.mjs'] as const;
const plain = ['JavaScript', sources, '.js'] as const;

for (const [language, folder, suffix] of isLong ? [typed, plain] : [plain]) {
	const program = (name: string) => join(folder, name + suffix);

	describe(`in ${language}`, { concurrency: 2 }, () => {
		it('http-worker answers what it was asked when its parent is killed', async (t) => {
			const tree = launch(t, program('http-worker'));
			const port = await said(tree, /listening on (\d+)/);
			const answered = new Promise<string>((resolve, reject) => {
				const request = get({ port, path: '/slow' }, (response) => resolve(text(response)));
				request.on('error', reject);
				// The answer takes half a second, so it is not there when the parent's end is noticed.
				request.on('socket', (socket) => socket.on('ready', () => tree.kill('SIGKILL')));
			});
			assert.equal(await answered, 'done\n');
			assert.match(await allSaid(tree), /parent-gone: no new requests.*\nserver closed\n/);
		});

		it('queue-worker finishes its job when its parent is killed', async (t) => {
			const jobs = createFolder(t);
			for (const name of ['a', 'b', 'c']) writeFileSync(join(jobs, `${name}.job`), '');
			const tree = launch(t, program('queue-worker'), [jobs]);
			await said(tree, /started/);
			tree.kill('SIGKILL');
			const output = await allSaid(tree);
			const count = (what: string) => output.split(what).length - 1;
			assert.equal(count('finished'), count('started'), output);
			const left = readdirSync(jobs);
			assert.deepEqual(
				[left.length, left.filter((name) => name.endsWith('.taken'))],
				[3 - count('started'), []],
			);
		});

		it('dev-launcher starts again what fails, and leaves nothing when it is killed', async (t) => {
			const commands = ['echo pid=$$; exec sleep 60', 'echo fails; exit 3'];
			const tree = startTree(t, [process.execPath, program('dev-launcher'), ...commands]);
			const pid = await said(tree, /^\[echo .*\] pid=(\d+)$/m);
			await said(
				tree,
				/\] fails\n[\s\S]*\] ended with 3, again in 100 ms\n[\s\S]*\] fails\n[\s\S]*again in 200 ms/,
			);
			tree.kill('SIGKILL');
			await untilGone(Number(pid));
		});

		it('language-server ends with its parent, where the editor names no pid', async (t) => {
			const tree = launch(t, program('language-server'), [], message(null));
			await said(tree, /"capabilities"/);
			tree.kill('SIGKILL');
			assert.match(await allSaid(tree), /parent-gone: the index is saved/);
		});

		it('language-server ends with an editor that is not its parent', async (t) => {
			const editor = startBystander(t);
			const tree = launch(t, program('language-server'), [], message(editor.pid ?? null));
			await said(tree, /"capabilities"/);
			await killAndReap(editor);
			assert.match(await allSaid(tree), /parent-gone: the index is saved/);
		});

		it('test-pool ends a test at its deadline, and leaves none when it is killed', async (t) => {
			const tests = createFolder(t);
			const write = (name: string, code: string) => {
				writeFileSync(join(tests, name), code);
				return join(tests, name);
			};
			const good = write('good.js', '');
			const bad = write('bad.js', "console.log('why'); process.exitCode = 1;");
			const endless = write('endless.js', 'setTimeout(function spin() { for (;;); })');
			const run = async (DEADLINE: string, ...files: string[]) => {
				const env = { ...process.env, DEADLINE };
				const pool = startTree(t, [process.execPath, program('test-pool'), ...files], { env });
				assert.deepEqual(await pool.exit(), { code: 1, signal: null });
				return pool.output.stdout;
			};
			const stdout = await run('60000', good, bad);
			assert.match(stdout, /^ok .*good.js$/m);
			assert.match(stdout, /^failed .*bad.js why$/m);
			// Under load it may not have begun by then, or not answer in time: what a trace says is tested elsewhere.
			assert.match(await run('2000', endless), /^too long .*endless.js [a-z]+/);

			const log = join(tests, 'pid');
			const tell = `require('fs').writeFileSync(${JSON.stringify(log)}, String(process.pid));`;
			write('endless.js', `${tell} for (;;);`);
			const killed = startTree(t, [process.execPath, program('test-pool'), endless]);
			const pid = () => Number(readFileSync(log, { encoding: 'utf8', flag: 'a+' }));
			await until('the test runs', () => pid() > 0);
			killed.kill('SIGKILL');
			await untilGone(pid());
		});
	});
}

it('none is longer than 40 lines, or has a cast', () => {
	for (const name of readdirSync(sources)) {
		const source = readFileSync(join(sources, name), 'utf8');
		assert.ok(source.split('\n').length <= 41, `${name} is longer than 40 lines`);
		assert.doesNotMatch(
			source.replaceAll(/^import .*|^const \{.*/gm, ''),
			/\bas [a-zA-Z{[]|<\w+>\w|\bany\b/,
			name,
		);
	}
});
