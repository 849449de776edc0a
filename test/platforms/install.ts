/** Brings the runtimes: packages of the registry that are nothing but a binary, kept between runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createBun, createDeno, createNode, type Runtime } from './runtime.js';

const { XDG_CACHE_HOME = join(homedir(), '.cache'), RUNTIMES } = process.env;
export const folder = RUNTIMES ?? join(XDG_CACHE_HOME, 'parent-watchdog-runtimes');
const { platform, arch } = process;
/** What a package of Node's binary calls this system. */
const system = `${platform === 'win32' ? 'win' : platform}-${arch}`;

interface Source {
	name: string;
	/** As npm takes it, under an alias. */
	packages: readonly string[];
	/** In `node_modules`; the first that is there. */
	files: readonly string[];
	/** How it says its version. */
	version: readonly string[];
	create(version: string, file: string): Runtime;
}

const sources: readonly Source[] = [
	...[20, 22, 24, 26].map((major) => ({
		name: `Node ${major}`,
		packages: [`n${major}@npm:node-${system}@${major}`],
		files: [`n${major}/bin/node`, `n${major}/bin/node.exe`],
		version: ['-p', 'process.versions.node'],
		create: (version: string, file: string) => createNode(`Node ${major}`, version, file),
	})),
	{
		name: 'Bun',
		packages: ['bun@1'],
		files: [`@oven/bun-${platform}-${arch}/bin/bun`, '@oven/bun-linux-aarch64/bin/bun'],
		version: ['--version'],
		create: createBun,
	},
	{
		name: 'Deno',
		packages: ['deno@2'],
		files: [`@deno/${platform}-${arch}-glibc/deno`, `@deno/${platform}-${arch}/deno`],
		version: ['eval', 'console.log(Deno.version.deno)'],
		create: createDeno,
	},
];

export const NAMES = sources.map(({ name }) => name);

export interface Missing {
	name: string;
	why: string;
}

/** Those that are here already are not asked for again. */
export function findRuntimes(names: readonly string[]): (Runtime | Missing)[] {
	const wanted = sources.filter(({ name }) => names.includes(name));
	const problem = install(
		wanted.filter((source) => findFile(source) === undefined).flatMap(({ packages }) => packages),
	);
	return wanted.map((source) => {
		const { name, version, create } = source;
		const file = findFile(source);
		if (file === undefined) return { name, why: problem ?? `no package of it for ${system}` };
		try {
			return create(execFileSync(file, version, { encoding: 'utf8' }).trim(), file);
		} catch (error) {
			return { name, why: `it does not run here: ${(error as Error).message.split('\n')[0]}` };
		}
	});
}

function findFile({ files }: Source): string | undefined {
	return files.map((file) => join(folder, 'node_modules', file)).find((file) => existsSync(file));
}

/** Returns why it failed. Nothing of a package runs at its installation. */
export function install(
	packages: readonly string[],
	place = folder,
	more: readonly string[] = [],
): string | undefined {
	if (packages.length === 0) return undefined;
	mkdirSync(place, { recursive: true });
	const manifest = join(place, 'package.json');
	if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
	const options = ['--save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	console.log(`installing ${packages.join(', ')} into ${place}`);
	try {
		const shell = platform === 'win32';
		execFileSync('npm', ['install', ...options, ...more, ...packages], {
			cwd: place,
			shell,
			stdio: 'pipe',
		});
		return undefined;
	} catch (error) {
		return `npm could not install it: ${(error as Error).message.trim().split('\n').at(-1)}`;
	}
}
