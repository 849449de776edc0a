/** Where packages lie on disk. A user may have bundled us into a file of his own, far from where we were installed. */
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readFileSync } from './system.js';

/** Our file or the user's bundle; `undefined` in a bundle that is an ES module, where nothing has this name. */
export const ownFile = typeof __filename === 'string' ? __filename : undefined;

/** The preload; `undefined` where neither our own file nor the program finds the package. */
export function findPreload(): string | undefined {
	const folder = findOwnFolder();
	return folder ? join(folder, 'register.js') : findModule('parent-watchdog/register');
}

/** The main file of a package, as our own file or the program would find it. */
export function findModule(name: string): string | undefined {
	// Required here: a process that only watches must not load what it would not have loaded by itself.
	const { createRequire } = require('node:module') as typeof import('node:module');
	for (const place of [ownFile, process.argv[1]]) {
		try {
			if (place) return createRequire(place).resolve(name);
		} catch {
			// It is not installed there.
		}
	}
	return undefined;
}

/** The folder that holds our files and no others; `undefined` in a bundle. */
function findOwnFolder(): string | undefined {
	try {
		const folder = dirname(ownFile ?? '');
		const manifest = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
		return manifest.name === 'parent-watchdog' ? folder : undefined;
	} catch {
		return undefined;
	}
}

/** Begins the URL of each file of ours, and of no other; `undefined` in a bundle. */
export function findOwnUrl(): string | undefined {
	const folder = findOwnFolder();
	return folder && pathToFileURL(join(folder, '/')).href;
}
