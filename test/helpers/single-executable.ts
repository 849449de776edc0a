/** A single executable application, made of the Node that runs the tests. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const postject = join(dirname(require.resolve('postject/package.json')), 'dist', 'cli.js');

/** Why none can be made here; `false` where it can. */
export function withoutExecutables(): string | false {
	if (process.platform !== 'linux') return 'signing and injecting differ elsewhere';
	const { variables } = process.config as { variables: { node_shared?: boolean } };
	if (variables.node_shared) return 'this Node is a shared library';
	const hasFuse = readFileSync(process.execPath).includes(FUSE);
	return hasFuse ? false : 'this Node was built without support for it';
}

/** `main` is one file that needs no other. */
export function buildExecutable(folder: string, main: string): string {
	const place = mkdtempSync(join(folder, 'executable-'));
	const file = join(place, 'application');
	const config = join(place, 'config.json');
	const output = join(place, 'blob');
	const text = { main, output, disableExperimentalSEAWarning: true };
	writeFileSync(config, JSON.stringify(text));
	const quiet = { stdio: 'pipe' } as const;
	execFileSync(process.execPath, ['--experimental-sea-config', config], quiet);
	copyFileSync(process.execPath, file);
	const args = [postject, file, 'NODE_SEA_BLOB', output, '--sentinel-fuse', FUSE];
	execFileSync(process.execPath, args, quiet);
	return file;
}
