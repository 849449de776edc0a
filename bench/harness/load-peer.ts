import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folder with the peers' package.json. */
export const FOLDER = join(dirname(require.resolve('parent-watchdog/package.json')), 'bench');

/** A package of that folder, ES module or not. */
export async function loadPeer(name: string): Promise<unknown> {
	const { load } = (await import(pathToFileURL(join(FOLDER, 'load.mjs')).href)) as {
		load(name: string): Promise<{ default?: unknown }>;
	};
	return load(name);
}

export function whereIs(name: string): string {
	return join(FOLDER, 'node_modules', name);
}

/** For a peer's `missing`: the command is not on PATH. */
export function missingCommand(command: string, debianPackage: string): string | undefined {
	const folders = (process.env.PATH ?? '').split(':');
	if (folders.some((folder) => existsSync(join(folder, command)))) return undefined;
	return `there is no ${command} (Debian package ${debianPackage})`;
}
