/** The package as users get it: what is in it, and that every way to name it works. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { listFiles } from '../native-free/inspect.js';
import { createConsumer, typesHold } from './packaging/consumer.js';

const run = promisify(execFile);
const root = dirname(require.resolve('parent-watchdog/package.json'));
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** A project that has the packed package, and the types of Node, but nothing that the package depends on. */
let project: string;

before(() => {
	project = createConsumer();
});
after(() => rmSync(project, { recursive: true }));

it('holds its declarations, what its entries load, and what users read, and nothing else', () => {
	const folder = join(project, 'node_modules', 'parent-watchdog');
	const declarations = listFiles(join(root, 'src'))
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `dist/${file.replace(/ts$/, 'd.ts')}`);
	const loaded = findLoaded(folder);
	const maps = loaded.flatMap((file) => nameMap(join(folder, file)));
	const pages = ['ARCHITECTURE', 'CHANGELOG', 'CONTRIBUTING', 'README', 'SECURITY'];
	const docs = listFiles(join(root, 'docs')).filter((file) =>
		/^(reference\/)?[\w-]+\.(md|svg)$/.test(file),
	);
	const examples = listFiles(join(root, 'examples')).filter((file) => file !== 'tsconfig.json');
	const texts = [
		...['dist/parent-watchdog.1', 'LICENSE', 'bench/README.md', 'package.json'],
		...pages.map((page) => `${page}.md`),
		...docs.map((file) => `docs/${file}`),
		...examples.map((file) => `examples/${file}`),
	];
	const expected = [...declarations, ...loaded, ...maps, ...texts];
	const packed = listFiles(folder);
	assert.deepEqual(
		{
			missing: expected.filter((file) => !packed.includes(file)),
			// Of a file that src has no more, an older build may have left the output in dist.
			tooMany: packed.filter((file) => !expected.includes(file)),
		},
		{ missing: [], tooMany: [] },
	);
});

it('links to nothing that is not in it', () => {
	const folder = join(project, 'node_modules', 'parent-watchdog');
	const pages = listFiles(folder).filter((file) => file.endsWith('.md'));
	const dangling = pages.flatMap((page) => {
		const text = readFileSync(join(folder, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
		const links = [...text.matchAll(/\]\(([^)#\s]+)|(?:src|srcset)="([^"]+)"/g)];
		return links
			.map(([, link, source]) => link ?? source ?? '')
			.filter((link) => !/^https?:/.test(link) && !existsSync(join(folder, dirname(page), link)))
			.map((link) => `${page}: ${link}`);
	});
	assert.ok(pages.length > 10);
	assert.deepEqual(dangling, []);
});

/** The entries and all files that they require, at once or when they are needed. */
function findLoaded(folder: string): string[] {
	const { exports, bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const entries = [...Object.values(exports), ...Object.values(bin)]
		.map((entry) => (typeof entry === 'string' ? entry : (entry as { default: string }).default))
		.filter((file) => file.endsWith('.js'));
	const found = new Set(entries.map((file) => file.slice('./'.length)));
	for (const file of found) {
		const text = readFileSync(join(folder, file), 'utf8');
		for (const [, required] of text.matchAll(/\brequire\("\.\/([^"]+)"\)/g))
			found.add(`dist/${required}`);
	}
	return [...found];
}

/** A file that only passes on what another one holds has none. */
function nameMap(file: string): string[] {
	const [, name] = /^\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
	return name ? [`dist/${name}`] : [];
}

describe('every entry loads', () => {
	const api = 'addCleanupHook,finalize,isParentAlive,shutdown,shutdownSignal,watchParent';
	const print = 'console.log([api.addCleanupHook, api.watchParent].map((f) => typeof f).join())';
	const programs: Record<string, { args?: string[]; file: string; text: string; output: string }> =
		{
			'require()': {
				file: 'a.cjs',
				text: `const api = require('parent-watchdog'); ${print}`,
				output: 'function,function',
			},
			'import, by names': {
				file: 'b.mjs',
				text: `import { ${api} } from 'parent-watchdog'; const api = { addCleanupHook, watchParent }; ${print}`,
				output: 'function,function',
			},
			'import and require(), one and the same': {
				file: 'c.mjs',
				text: `import { createRequire } from 'node:module'; import * as a from 'parent-watchdog';
				const b = createRequire(import.meta.url)('parent-watchdog');
				console.log(a.addCleanupHook === b.addCleanupHook, a.shutdownSignal === b.shutdownSignal)`,
				output: 'true true',
			},
			'register by require()': {
				file: 'd.cjs',
				text: "require('parent-watchdog/register'); console.log(process.env.PARENT_WATCHDOG_PARENT.split(':')[0] == process.pid)",
				output: 'true',
			},
			'register by import': {
				file: 'e.mjs',
				text: "import 'parent-watchdog/register'; console.log(process.env.PARENT_WATCHDOG_PARENT.split(':')[0] == process.pid)",
				output: 'true',
			},
			'register by --require and --import': {
				args: ['--require', 'parent-watchdog/register', '--import', 'parent-watchdog/register'],
				file: 'f.cjs',
				text: "console.log(process.env.PARENT_WATCHDOG_PARENT.split(':')[0] == process.pid)",
				output: 'true',
			},
			'package.json': {
				file: 'g.cjs',
				text: "console.log(require('parent-watchdog/package.json').name)",
				output: 'parent-watchdog',
			},
			'nothing else': {
				file: 'h.cjs',
				text: "try { require('parent-watchdog/dist/state.js') } catch (error) { console.log(error.code) }",
				output: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
			},
		};
	for (const [what, { args = [], file, text, output }] of Object.entries(programs)) {
		it(what, async () => {
			writeFileSync(join(project, file), text);
			const { stdout, stderr } = await run(process.execPath, [...args, file], { cwd: project });
			assert.deepEqual({ stdout: stdout.trim(), stderr }, { stdout: output, stderr: '' });
		});
	}
});

describe('the types hold', () => typesHold(() => project, tsc));
