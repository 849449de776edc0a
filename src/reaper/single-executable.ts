/** A single executable application: https://nodejs.org/api/single-executable-applications.html */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { embed } from '../runtime/embed.js';
import { quotePath } from '../runtime/node-options.js';
import { BOOT_FILE } from './program-variables.js';

const BOOT = embed(require.resolve('./single-executable-boot.js'));

/** There `process.execPath` is the application, and takes no options of Node. */
export function isSingleExecutable(): boolean {
	try {
		const sea = process.getBuiltinModule?.('node:sea') ?? require('node:sea');
		return (sea as { isSea: () => boolean }).isSea();
	} catch {
		return false;
	}
}

export interface BootFile {
	args: string[];
	env: NodeJS.ProcessEnv;
	/** For when it was not loaded; else the reaper has removed it. */
	remove: () => void;
}

/**
 * A preload is the only code of ours that it runs, and has to be a file: one that nobody else may write.
 * Which way it is named depends on how the application was built (`execArgvExtension`).
 *
 * @throws where no file can be written
 */
export function writeBootFile(): BootFile {
	const file = join(mkdtempSync(join(tmpdir(), 'parent-watchdog-')), 'reaper.js');
	writeFileSync(file, BOOT, { mode: 0o600 });
	const option = `--require ${quotePath(file)}`;
	return {
		args: [`--node-options=${option}`],
		env: { NODE_OPTIONS: option, [BOOT_FILE]: file },
		remove: () => rmSync(dirname(file), { recursive: true, force: true }),
	};
}
