/**
 * The parts that `src/` requires when they are needed: `require('./x.js') as typeof import('./x.js')`.
 * Each becomes a file of its own, named by its path: `detection/stdin.ts` is `detection-stdin.js`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin } from 'rolldown';

const LAZY_REQUIRE = /\brequire\('(\.[^']+\.js)'\)/g;

/** Which files each source requires when it needs them. */
export type LazyRequires = ReadonlyMap<string, readonly string[]>;

export function scanSources(src: string): LazyRequires {
	const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => join(src, file));
	return new Map(files.map((file) => [file, findRequired(file)]));
}

function findRequired(file: string): string[] {
	const matches = readFileSync(file, 'utf8').matchAll(LAZY_REQUIRE);
	return [...matches].map(([, specifier]) => toSource(specifier as string, file));
}

/** What an import or require in `importer` means, before it is compiled. */
export function toSource(specifier: string, importer: string): string {
	return resolve(dirname(importer), specifier).replace(/\.js(?=$|\?)/, '.ts');
}

export class LazyParts {
	/** The source of each part, by the name of its file. */
	readonly inputs: Record<string, string>;
	readonly plugin: Plugin;

	constructor(
		src: string,
		readonly requires: LazyRequires,
	) {
		const nameOf = (file: string) => relative(src, file).slice(0, -3).replaceAll(/[\\/]/g, '-');
		const files = [...new Set([...requires.values()].flat())];
		this.inputs = Object.fromEntries(files.map((file) => [nameOf(file), file]));
		this.plugin = {
			name: 'lazy-parts',
			resolveId(specifier, importer, { kind }) {
				if (kind !== 'require-call' || !importer?.startsWith(src) || !specifier.startsWith('.'))
					return null;
				const file = toSource(specifier, importer);
				if (!files.includes(file)) {
					throw new Error(`${importer} requires ${specifier} in a way that the scan does not find`);
				}
				return { id: `./${nameOf(file)}.js`, external: true };
			},
		};
	}
}
