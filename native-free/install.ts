import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = dirname(require.resolve('parent-watchdog/package.json'));

export interface Installed {
	/** The folder that holds `node_modules`. */
	folder: string;
	remove(): void;
}

/** Packs the package as it is built, and installs it as a user would, with the versions of the lock file. */
export function packAndInstall(): Installed {
	const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-native-free-'));
	const remove = () => rmSync(folder, { recursive: true });
	try {
		const tarball = pack(folder);
		const project = join(folder, 'project');
		mkdirSync(project);
		writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
		const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
		npm(['install', ...options, tarball, ...lockedDependencies()], project);
		return { folder: project, remove };
	} catch (error) {
		remove();
		throw error;
	}
}

/** Without scripts: it is built already, and a script may not tell npm what to pack. */
export function pack(folder: string, from = ROOT): string {
	const output = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], from);
	const [packed] = JSON.parse(output) as { filename: string }[];
	if (!packed) throw new Error(`npm pack has packed nothing: ${output}`);
	return join(folder, packed.filename);
}

function lockedDependencies(): string[] {
	const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
		packages: Record<string, { version: string; dev?: boolean }>;
	};
	return Object.entries(lock.packages)
		.filter(([path, { dev }]) => /^node_modules\/(?!.*\/node_modules\/)/.test(path) && !dev)
		.map(([path, { version }]) => `${path.slice('node_modules/'.length)}@${version}`);
}

function npm(args: string[], cwd: string): string {
	// On Windows npm is a batch file, which only a shell can start.
	const shell = process.platform === 'win32';
	return execFileSync('npm', args, {
		cwd,
		encoding: 'utf8',
		shell,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
}
