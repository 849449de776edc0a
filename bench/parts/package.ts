/** What each package brings along when it is installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FOLDER } from '../harness/load-peer.js';
import { clock, median } from '../harness/measure.js';
import { format, type Section } from '../harness/section.js';
import type { Options } from '../options.js';

const NPM = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
/** It only builds another one. */
const isPeer = (name: string) => name !== 'node-gyp';

export async function measurePackage({ rounds, brief, note }: Options): Promise<Section> {
	const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-bench-'));
	const skipped: string[] = [];
	const rows: string[][] = [];
	try {
		const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));
		const peers = Object.entries(dependencies as Record<string, string>).filter(([name]) =>
			isPeer(name),
		);
		const wanted: [name: string, what: string][] = [
			['parent-watchdog', pack(folder)],
			...peers.map(([name, version]): [string, string] => [name, `${name}@${version}`]),
		];
		for (const [name, what] of brief ? wanted.slice(0, 1) : wanted) {
			note(`package, ${name}`);
			try {
				rows.push(measureOne(folder, name, what, Math.max(1, Math.min(3, Math.ceil(rounds / 50)))));
			} catch (error) {
				skipped.push(`${name}: ${(error as Error).message}`);
			}
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
	return {
		title: 'Package',
		text: [
			'What `npm install` puts into an empty folder, and how long that takes where all is in npm’s cache. Peers of the system (setpriv, tini, bwrap, Python) are no packages of npm.',
		],
		tables: [
			{
				title: 'Installed',
				head: ['', 'MB', 'packages', 'files', 'scripts at installation', 'npm install, s'],
				rows,
			},
		],
		goals: [],
		plots: [],
		skipped,
	};
}

/** Ours, as it would be published. */
function pack(folder: string): string {
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
	const output = execFileSync('npm', args, { cwd: dirname(FOLDER), encoding: 'utf8' });
	const [{ filename }] = JSON.parse(output) as [{ filename: string }];
	return join(folder, filename);
}

function measureOne(folder: string, name: string, what: string, rounds: number): string[] {
	const target = join(folder, 'target');
	const times = Array.from({ length: rounds + 1 }, () => {
		rmSync(target, { recursive: true, force: true });
		mkdirSync(target);
		writeFileSync(join(target, 'package.json'), '{ "private": true }');
		const start = clock();
		const { status, stderr } = spawnSync('npm', ['install', ...NPM, what], {
			cwd: target,
			encoding: 'utf8',
		});
		if (status !== 0) throw new Error(stderr.trim().split('\n')[0] ?? 'npm failed');
		return clock() - start;
	});
	const files = listFiles(join(target, 'node_modules')).filter(
		(file) => !file.endsWith('.package-lock.json'),
	);
	const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
	const packages = readInstalled(target);
	const scripts = packages.filter(({ folder: one }) => hasScript(join(target, one)));
	// The first fills the cache.
	const seconds = median(times.slice(1)) / 1000;
	return [
		name,
		format(size / 1e6),
		String(packages.length),
		String(files.length),
		scripts.length === 0 ? 'none' : scripts.map(({ script }) => script).join(', '),
		format(seconds),
	];
}

function readInstalled(target: string): { folder: string; script: string }[] {
	const lock = JSON.parse(readFileSync(join(target, 'package-lock.json'), 'utf8'));
	const folders = Object.keys(lock.packages as object).filter((folder) => folder !== '');
	return folders.map((folder) => ({ folder, script: folder.replace('node_modules/', '') }));
}

/** npm runs node-gyp where there is a binding.gyp: npm help scripts */
function hasScript(folder: string): boolean {
	if (existsSync(join(folder, 'binding.gyp'))) return true;
	const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	return ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
}

function listFiles(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return listFiles(path);
		return entry.isFile() ? [path] : [];
	});
}
