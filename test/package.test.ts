/** The package as users get it: what is in it, and that every way to name it works. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { listFiles } from '../native-free/inspect.js';
import { pack } from '../native-free/install.js';
import { isLong } from './helpers/extent.js';

const run = promisify(execFile);
const root = dirname(require.resolve('parent-watchdog/package.json'));
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** A project that has the packed package, and the types of Node, but nothing that the package depends on. */
let project: string;

before(() => {
	project = mkdtempSync(join(tmpdir(), 'parent-watchdog-package-'));
	const modules = join(project, 'node_modules');
	mkdirSync(join(modules, '@types'), { recursive: true });
	execFileSync('tar', ['-xzf', pack(project), '-C', modules]);
	renameSync(join(modules, 'package'), join(modules, 'parent-watchdog'));
	symlinkSync(join(root, 'node_modules', '@types', 'node'), join(modules, '@types', 'node'));
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

describe('the types hold', () => {
	// An error that does not come is an error too, so a type that is any is noticed.
	const consumer = `
		import {
			addCleanupHook, finalize, isParentAlive, ParentWatchdogError, shutdown, shutdownSignal,
			type ShutdownReason, watchParent, type WatchOptions,
		} from 'parent-watchdog';
		import 'parent-watchdog/register';
		const options: WatchOptions = { interval: 100, signals: ['SIGTERM'], pid: [1, 2] };
		using watch = watchParent(options);
		watch.pids satisfies readonly number[];
		const remove = addCleanupHook(async (reason: ShutdownReason) => {
			reason.type satisfies string;
			// @ts-expect-error: there is no such type of reason
			reason.type === 'nonsense';
		}, { priority: -1, timeout: 100, name: 'a' });
		remove() satisfies boolean;
		finalize({}, () => {});
		new Error() instanceof ParentWatchdogError satisfies boolean;
		shutdownSignal.aborted satisfies boolean;
		isParentAlive() satisfies boolean;
		export const never: () => Promise<never> = () => shutdown('why');
		// @ts-expect-error: not a function
		addCleanupHook('no');
		// @ts-expect-error: not a signal
		watchParent({ signals: ['SIGNONE'] });
		// @ts-expect-error: not an option
		watchParent({ intervall: 1 });
	`;
	const supervising = `
		import {
			type ChildReport, type EndTreeResult, type ExecutorReport, type Heartbeat, type InterruptOptions,
			runApplication, type StopOptions, type StopReport, supervise, type StopTimes, type SupervisedChild, type Trace,
			type TrackOptions, type Usage,
		} from 'parent-watchdog/supervisor';
		const times: StopTimes = { event: false, interrupt: 500, kill: 1, tree: true };
		const giveUp: StopOptions = { ...times, signal: AbortSignal.timeout(1000) };
		export async function run(own: InterruptOptions, within: TrackOptions): Promise<StopReport> {
			await using supervisor = supervise({ stop: times, guard: true, heartbeat: 1000 });
			const child: SupervisedChild = supervisor.fork('a.js', ['word'], { silent: true, name: 'a' });
			supervisor.spawn('sleep', { detached: true, stop: { tree: true } });
			child.interrupt() satisfies boolean;
			(await child.interrupt({ trace: true })) satisfies Trace;
			(await child.interrupt(own)) satisfies boolean | Trace;
			(await child.join(100)) satisfies boolean;
			(await child.exited) satisfies number;
			supervisor.shared.set('key', { nested: [1, null, 'text'] }).on('change', (key, value) => {
				key satisfies string;
				// @ts-expect-error: it may have been deleted
				value satisfies string;
			});
			// @ts-expect-error: JSON does not hold it
			supervisor.shared.set('key', () => {});
			supervisor.stopEvent.set('why');
			supervisor.use({ shut() {} }, { close: (it) => it.shut() }).shut();
			supervisor.track('file', within)() satisfies boolean;
			(await supervisor.usage()) satisfies (Usage & { pid: number })[];
			const { children, executors } = await supervisor.stop({ ...giveUp, executors: 1 });
			children satisfies ChildReport[];
			executors satisfies ExecutorReport[];
			children[0]?.tree satisfies EndTreeResult | undefined;
			// @ts-expect-error: there is no such step
			children[0]?.endedBy === 'nonsense';
			// @ts-expect-error: not an option
			return supervisor.stop({ terminat: 5 });
		}
		const main = async ({ signal }: { signal: AbortSignal }) => (signal.aborted ? 0 : undefined);
		export const code: Promise<number> = runApplication(main, {
			gracePeriod: 1000,
			onHeartbeat: (beat) => void (beat satisfies Heartbeat),
		});
	`;
	/** What holds without the newest language as well. */
	const plain = `
		import { addCleanupHook, closeGracefully, finalize, shared, stopEvent, watchParent } from 'parent-watchdog';
		import { holdLease } from 'parent-watchdog/lease';
		import { runApplication, supervise } from 'parent-watchdog/supervisor';
		export const all = [closeGracefully, finalize, holdLease, runApplication, shared, stopEvent, watchParent];
		addCleanupHook((reason) => (reason.type === 'signal' ? reason.signal.length : reason.startedAt));
		supervise().spawn('a').process.stdout.resume();
	`;
	it('with the oldest library of the language, and with the declarations themselves checked', async () => {
		writeFileSync(join(project, 'plain.mts'), plain);
		const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--module', 'nodenext'];
		const language = ['--lib', 'es2020', '--target', 'es2020'];
		const args = [tsc, ...options, ...language, 'plain.mts'];
		const { stdout } = await run(process.execPath, args, { cwd: project }).catch(
			(error: { stdout: string }) => error,
		);
		assert.equal(stdout, '');
	});

	const resolutions: [module: string, resolution: string, files: string[]][] = [
		['node16', 'node16', ['consumer.cts', 'consumer.mts']],
		['nodenext', 'nodenext', ['consumer.cts', 'consumer.mts']],
		['esnext', 'bundler', ['consumer.ts']],
		['preserve', 'bundler', ['consumer.ts']],
	];
	for (const [module, resolution, files] of isLong ? resolutions : resolutions.slice(0, 1)) {
		it(`module ${module}, resolution ${resolution}`, async () => {
			for (const file of files) writeFileSync(join(project, file), consumer + supervising);
			const options = [
				'--noEmit',
				'--strict',
				'--exactOptionalPropertyTypes',
				'--target',
				'es2022',
			];
			const lib = ['--lib', 'es2022,esnext.disposable'];
			const how = ['--module', module, '--moduleResolution', resolution];
			const args = [tsc, ...options, ...lib, ...how, ...files];
			const { stdout } = await run(process.execPath, args, { cwd: project }).catch(
				(error: { stdout: string }) => error,
			);
			assert.equal(stdout, '');
		});
	}
});
