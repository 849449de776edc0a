/** The proof that the package is free of native code: that it holds, and that it can fail. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Exception, inspect } from '../native-free/inspect.js';
import type { Loaded } from '../native-free/no-dlopen.js';
import { fixture, register } from './helpers/fixtures.js';
import { start } from './helpers/start.js';
import { startTree } from './helpers/tree.js';

const noDlopen = require.resolve('../native-free/no-dlopen.js');
const dist = join(dirname(register), '/');

const bytes = (hex: string) => Buffer.from(hex.padEnd(128, '0'), 'hex');
const forbidden: Record<string, [file: string, content: string | Buffer, what: RegExp]> = {
	ELF: ['lib/helper', bytes('7f454c46020101'), /ELF/],
	'Mach-O': ['helper', bytes('cffaedfe'), /Mach-O/],
	'Mach-O of 32 bits': ['helper', bytes('cefaedfe'), /Mach-O/],
	'big-endian Mach-O': ['helper', bytes('feedfacf'), /Mach-O/],
	'big-endian Mach-O of 32 bits': ['helper', bytes('feedface'), /Mach-O/],
	'fat Mach-O': ['helper', bytes('cafebabe00000002'), /fat Mach-O/],
	'swapped fat Mach-O': ['helper', bytes('bebafeca'), /fat Mach-O/],
	'fat Mach-O of 64 bits': ['helper', bytes('cafebabf'), /fat Mach-O/],
	'swapped fat Mach-O of 64 bits': ['helper', bytes('bfbafeca'), /fat Mach-O/],
	'PE under an innocent name': ['data.txt', bytes('4d5a9000'), /PE/],
	'an archive of objects': ['data', Buffer.from('!<arch>\nhello'), /archive/],
	WebAssembly: ['data', bytes('0061736d01'), /WebAssembly/],
	'WebAssembly in base64': ['index.js', 'const code = "AGFzbQEAAAA=";', /base64/],
	'a call of dlopen': ['index.cjs', 'process.dlopen(module, file);', /dlopen/],
	'the name .node': ['build/Release/addon.node', '', /add-on/],
	'the name .wasm': ['parser.wasm', '', /WebAssembly/],
	'the name .so with a version': ['libfoo.so.1.2', '', /native/],
	'binding.gyp': ['binding.gyp', '{}', /node-gyp/],
	preinstall: ['package.json', '{ "scripts": { "preinstall": "x" } }', /"preinstall"/],
	install: ['package.json', '{ "scripts": { "install": "x" } }', /"install"/],
	postinstall: ['package.json', '{ "scripts": { "postinstall": "x" } }', /"postinstall"/],
	gypfile: ['package.json', '{ "gypfile": true }', /gypfile/],
	'a package.json that is none': ['package.json', '{', /JSON/],
};

describe('the check finds', () => {
	for (const [what, [file, content, finding]] of Object.entries(forbidden)) {
		it(what, (t) => {
			const path = `node_modules/some/${file}`;
			const root = createTree(t, { [path]: content });
			const found = inspect(root);
			assert.deepEqual(
				found.map(({ file }) => file),
				[path],
			);
			assert.match(found[0]?.what ?? '', finding);
			assert.ok(found[0]?.why);
		});
	}
});

describe('the check lets pass', () => {
	it('source, manifests and texts', (t) => {
		const root = createTree(t, {
			'node_modules/some/package.json': '{ "scripts": { "test": "x", "prepare": "x" } }',
			'node_modules/some/index.js': 'module.exports = 1;',
			'node_modules/some/empty.js': '',
			'node_modules/some/README.md': 'It never calls dlopen. MZ is how a PE file begins.',
		});
		assert.deepEqual(inspect(root), []);
	});

	const helper = bytes('4d5a9000aa');
	const exception: Exception = {
		file: 'node_modules/ps-list/vendor/fastlist-1.exe',
		sha256: createHash('sha256').update(helper).digest('hex'),
	};

	it('a known exception with its content', (t) => {
		const root = createTree(t, { [exception.file]: helper });
		assert.deepEqual(inspect(root, [exception]), []);
	});

	it('but not with one byte changed', (t) => {
		const changed = Buffer.from(helper);
		changed[60] = 1;
		const [found] = inspect(createTree(t, { [exception.file]: changed }), [exception]);
		assert.equal(found?.file, exception.file);
		assert.match(found?.what ?? '', /another content/);
	});

	it('but not in another place', (t) => {
		const elsewhere = 'node_modules/other/fastlist-1.exe';
		const files = { [exception.file]: helper, [elsewhere]: helper };
		const found = inspect(createTree(t, files), [exception]);
		assert.deepEqual(
			found.map(({ file }) => file),
			[elsewhere],
		);
	});

	it('but not if it is not there', (t) => {
		const [found] = inspect(createTree(t, {}), [exception]);
		assert.match(found?.what ?? '', /not there/);
	});
});

describe('detection and shutdown load no native code and start no program', () => {
	for (const how of ['fork', 'spawn'] as const) {
		it(how, async (t) => {
			// A child that loads nothing but the watchdog and what it needs itself.
			const child = fixture('child-module.mjs');
			const execArgv = ['--require', noDlopen, '--require', register];
			const tree = start(t, fixture('parent', { how, child, execArgv }));
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assert.ok(lines.includes('hook ended'), lines.join('\n'));
			const { dlopen, started, files, childProcess } = loadedBy(lines);
			assert.deepEqual({ dlopen, started }, { dlopen: [], started: [] });
			// Node itself has loaded it in a forked child; ps-list and pidusage would load it in the other.
			assert.equal(childProcess, how === 'fork');
			const others = files.filter((file) => !file.startsWith(dist));
			assert.deepEqual(others, [noDlopen]);
		});
	}
});

describe('the preload notes', () => {
	it('an add-on that is to be loaded', async (t) => {
		const root = createTree(t, { 'addon.node': '', 'main.js': 'require("./addon.node");' });
		const tree = startTree(t, [process.execPath, '--require', noDlopen, join(root, 'main.js')]);
		assert.deepEqual(loadedBy(await tree.end()).dlopen, [join(root, 'addon.node')]);
		assert.match(tree.output.stderr, /process\.dlopen was called/);
	});

	for (const how of ['fork', 'spawn'] as const) {
		it(`a program that is started, in a child made by ${how}`, async (t) => {
			const text = 'require("node:child_process").execFileSync(process.execPath, ["-v"]);';
			const child = { path: join(createTree(t, { 'child.js': text }), 'child.js'), variables: {} };
			const execArgv = ['--require', noDlopen];
			const parent = fixture('parent', { how, child, execArgv });
			const tree = start(t, parent, {}, { stdin: 'ignore' });
			const { started, childProcess } = loadedBy(await tree.end());
			assert.equal(childProcess, true);
			assert.deepEqual(started, how === 'fork' ? [`execFileSync ${process.execPath}`] : []);
		});
	}
});

function createTree(t: TestContext, files: Record<string, string | Buffer>): string {
	const root = mkdtempSync(join(tmpdir(), 'parent-watchdog-test-'));
	t.after(() => rmSync(root, { recursive: true }));
	for (const [file, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), content);
	}
	return root;
}

function loadedBy(lines: readonly string[]): Loaded {
	const line = lines.find((line) => line.startsWith('loaded '));
	assert.ok(line, `nothing was noted: ${lines.join('\n')}`);
	return JSON.parse(line.slice('loaded '.length)) as Loaded;
}
