import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { installScriptsOf, type Kind, kindsOf } from './kinds.js';

/** Something native in a tree: which file, what it is, and why that matters. */
export interface Finding extends Kind {
	file: string;
}

/** A file that may be there, and only with exactly this content. */
export interface Exception {
	file: string;
	sha256: string;
}

/** Looks at every file below `root`. Links are left out: npm packs none, and makes its own in `.bin`. */
export function inspect(root: string, exceptions: readonly Exception[] = []): Finding[] {
	const files = listFiles(root);
	const missing = exceptions.filter(({ file }) => !files.includes(file));
	return [
		...files.flatMap((file) => inspectFile(root, file, exceptions)),
		...missing.map(({ file }) => ({
			file,
			what: 'a known exception that is not there',
			why: 'the list of exceptions must be exact: remove it from there',
		})),
	];
}

export function listFiles(root: string): string[] {
	return readdirSync(root, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

function inspectFile(root: string, file: string, exceptions: readonly Exception[]): Finding[] {
	const bytes = readFileSync(join(root, file));
	const name = file.slice(file.lastIndexOf('/') + 1);
	const kinds = kindsOf(name, bytes);
	if (name === 'package.json') kinds.push(...installScriptsOf(bytes.toString()));
	const exception = exceptions.find((known) => known.file === file);
	if (!exception) return kinds.map((kind) => ({ file, ...kind }));
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	if (sha256 === exception.sha256) return [];
	const what = `a known exception with another content (sha256 ${sha256})`;
	return [{ file, what, why: `only the content with sha256 ${exception.sha256} is known` }];
}
