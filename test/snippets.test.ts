/** Every JavaScript snippet of the README and the docs runs: as ES module, as CommonJS, and as strict TypeScript. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isLong } from './helpers/extent.js';
import { startTree } from './helpers/tree.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))];

/** What the snippets leave to the reader. */
const PRELUDE = `Object.assign(globalThis, {
	queue: { flush: async () => {} },
	url: 'data:,nothing',
	args: [],
	processId: null,
	database: { close: async () => {} },
	configure: () => {},
	doSomeWork: async () => { process.send?.('works'); },
});`;
const DECLARATIONS = `declare global {
	var queue: { flush(): Promise<void> }, url: string, args: string[], processId: number | null;
	var database: { close(): Promise<void> };
	function configure(key: string, value: unknown): void;
	function doSomeWork(): Promise<void>;
}
export {};`;
/** Runs a worker as its supervisor does, and stops it once it works. */
const SUPERVISOR = `
const { supervise } = require('parent-watchdog/supervisor');
const supervisor = supervise({ stop: { event: 20_000 } });
const prelude = process.execArgv;
const worker = supervisor.fork(process.argv[2], [], { execArgv: prelude });
worker.exited.then((code) => { process.exitCode = code; });
worker.process.once('message', async () => {
	for (const warning of (await supervisor.stop()).warnings) console.error(warning);
});`;
const WORKER = `require('parent-watchdog').stopEvent.wait();`;

/** Runs a server as its supervisor does, and ends it once it listens. */
const SUPERVISOR_OF_SERVER = `
const { supervise } = require('parent-watchdog/supervisor');
const supervisor = supervise();
const server = supervisor.fork(process.argv[2], [], { execArgv: process.execArgv, silent: true });
server.process.stderr.pipe(process.stderr);
server.ready(/listening/).then(async () => {
	await server.stop({ event: false, terminate: 20_000 });
	process.exitCode = server.exitCode === -15 ? 0 : 1;
});`;
const FILES: Record<string, string> = {
	'worker.js': WORKER,
	'supervisor.cjs': SUPERVISOR,
	'supervisor-of-server.cjs': SUPERVISOR_OF_SERVER,
	'server.js': "console.log('listening'); setInterval(() => {}, 1000);",
	'build.js': "console.log('builds'); process.exitCode = 1;",
	'flaky.js': `const { appendFileSync, statSync } = require('node:fs');
		appendFileSync('flaky', '.');
		process.exitCode = statSync('flaky').size > 2 ? 0 : 1;`,
};

interface Snippet {
	name: string;
	text: string;
}

const snippets = pages
	.filter((page) => page.endsWith('.md'))
	.flatMap((page): Snippet[] => {
		const text = readFileSync(join(root, page), 'utf8');
		const found = [...text.matchAll(/^```(?:js|ts)\n([\s\S]*?)^```$/gm)];
		return found.map(([, snippet = ''], index) => ({
			name: `${page}, ${index + 1}`,
			text: snippet,
		}));
	});

let folder: string;

before(() => {
	folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-snippets-')));
	mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
	symlinkSync(root, join(folder, 'node_modules', 'parent-watchdog'));
	symlinkSync(
		join(root, 'node_modules', '@types', 'node'),
		join(folder, 'node_modules', '@types', 'node'),
	);
	writeFileSync(join(folder, 'prelude.cjs'), PRELUDE);
	for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
	writeFileSync(join(folder, 'ffmpeg'), '#!/bin/sh\n');
	chmodSync(join(folder, 'ffmpeg'), 0o755);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('each snippet', { concurrency: 2 }, () => {
	for (const [index, { name, text }] of snippets.entries()) {
		it(`${name}, as ES module`, async (t) => {
			await run(t, `${index}.mjs`, toModule(text));
		});

		// In the plain run every second one: they differ in no more than how they import.
		if (isLong || index % 2 === 0) {
			it(`${name}, as CommonJS`, async (t) => {
				await run(t, `${index}.cjs`, toCommonJs(text));
			});
		}

		it(`${name} does not mix require() with top-level await`, () => {
			assert.ok(!/\brequire\(/.test(text) || !isAwaiting(text));
		});
	}

	it('is strict TypeScript', () => {
		for (const [index, { text }] of snippets.entries()) {
			writeFileSync(join(folder, `${index}.mts`), toModule(text));
		}
		writeFileSync(join(folder, 'global.d.ts'), DECLARATIONS);
		const files = snippets.map((_, index) => `${index}.mts`);
		const options = ['--noEmit', '--strict', '--module', 'node20', '--target', 'es2022'];
		const types = ['--types', 'node', '--lib', 'es2023,esnext.disposable'];
		const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
		try {
			execFileSync(process.execPath, [compiler, ...options, ...types, 'global.d.ts', ...files], {
				cwd: folder,
			});
		} catch (error) {
			const { stdout } = error as { stdout: Buffer };
			assert.fail(String(stdout));
		}
	});
});

async function run(t: Parameters<typeof startTree>[0], file: string, text: string): Promise<void> {
	writeFileSync(join(folder, file), text);
	const prelude = pathToFileURL(join(folder, 'prelude.cjs')).href;
	const supervisor = text.includes('// worker.js')
		? ['supervisor.cjs']
		: text.includes('.listen(')
			? ['supervisor-of-server.cjs']
			: [];
	const program = [...supervisor, file];
	const tree = startTree(t, [process.execPath, '--import', prelude, ...program], {
		cwd: folder,
		env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
	});
	const { code, signal } = await tree.exit();
	const expected = text.includes('process.exitCode = 1') ? 1 : 0;
	assert.deepEqual([code, signal], [expected, null], tree.output.stderr);
	assert.equal(tree.output.stderr, '');
}

function toModule(text: string): string {
	return text.replace(/const (\{[^}]*\}) = require\(('[^']+')\);/g, 'import $1 from $2;');
}

function toCommonJs(text: string): string {
	const required = text.replace(/import (\{[^}]*\}) from ('[^']+');/g, 'const $1 = require($2);');
	return isAwaiting(text) ? `(async () => {\n${required}\n})();` : required;
}

/** In a function, lines are indented; at the top level they are not, or only by a block. */
function isAwaiting(text: string): boolean {
	const isAtTop = /^(?:const .+ = |while \(.*)?await /m.test(text);
	return isAtTop || (/^ {2}.*\bawait /m.test(text) && !/async /.test(text));
}
