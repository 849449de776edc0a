/** The command, as it is run by what installs it for one run, or finds it in a project. Killed, none of them can clean up. */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startTree } from '../helpers/tree.js';
import { byNpm, type Packed, packAll, writePrograms } from './projects.js';
import { fileOf, withoutTool } from './tools.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-executed-')));
after(() => rmSync(folder, { recursive: true }));

const app = join(folder, 'app');
let packed: Packed;
before(() => {
	packed = packAll(folder);
	byNpm(app, packed);
	writePrograms(app);
});

interface Way {
	/** It has to find the package in its own place, not in the project. */
	words(): string[];
	cwd?: string;
	skip?: string | false;
}

/** They keep what they install here. */
const caches = [`--cache=${join(folder, 'npm-cache')}`, '--offline', '--yes'];
const archives = () => Object.values(packed).map((file) => `--package=${file}`);
const pnpm = (...words: string[]) => [
	process.execPath,
	fileOf('pnpm', 'bin', 'pnpm.cjs'),
	...words,
];

const ways: Record<string, Way> = {
	'npx, in a project': { words: () => ['npx', '--no', 'parent-watchdog'], cwd: app },
	'npm exec, in a project': {
		words: () => ['npm', 'exec', '--no', '--', 'parent-watchdog'],
		cwd: app,
	},
	'npx, of the archive': { words: () => ['npx', ...caches, ...archives(), 'parent-watchdog'] },
	'npm exec, of the archive': {
		words: () => ['npm', 'exec', ...caches, ...archives(), '--', 'parent-watchdog'],
	},
	'pnpm exec, in a project': {
		words: () => pnpm('exec', 'parent-watchdog'),
		cwd: app,
		skip: withoutTool('pnpm'),
	},
	'pnpm dlx, of the archive': {
		words: () => {
			const store = `--config.store-dir=${join(folder, 'pnpm-store')}`;
			return pnpm(store, `--package=${packed['parent-watchdog']}`, 'dlx', 'parent-watchdog');
		},
		skip: withoutTool('pnpm'),
	},
};

describe('the command by npx, npm exec, pnpm exec and pnpm dlx: "run" ends its program', {
	concurrency: 2,
}, () => {
	for (const [name, { words, cwd = folder, skip = false }] of Object.entries(ways)) {
		it(name, { skip }, async (t) => {
			const program = [process.execPath, join(app, 'program.cjs')];
			// What passes on no descriptor passes on stdout.
			const toRecord = ['sh', '-c', 'exec "$@" >&3', 'sh'] as const;
			const env = { ...process.env, ROLE: 'preloaded', RECORD: '1' };
			const command = [...toRecord, ...words(), 'run', '--', ...program];
			const tree = startTree(t, command as [string, ...string[]], { cwd, env, deadline: 60_000 });
			await tree.line(/^preloaded is ready/);
			tree.kill('SIGKILL');
			const lines = (await tree.end()).filter((line) => line.startsWith('hook'));
			assert.equal(lines.length, 1, lines.join('\n'));
			assert.match(lines[0] ?? '', /^hook of preloaded: (parent-gone|signal)/);
		});
	}
});
