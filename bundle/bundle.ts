/**
 * Bundles `src/` into the few files of `dist/` that users load: one for each entrance, one for each part
 * that is required when it is needed, and what they share. The compiler has put the declarations there.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type InputOptions, type RolldownOutput, rolldown } from 'rolldown';
import { embedded } from './embedded.js';
import { readEntrances } from './entrances.js';
import { LazyParts, scanSources } from './lazy-parts.js';
import { plainExports } from './plain-exports.js';
import { SharedChunks } from './shared-chunks.js';

const root = join(__dirname, '..', '..');
const src = join(root, 'src');
const dist = join(root, 'dist');

const options: InputOptions = {
	cwd: root,
	platform: 'node',
	tsconfig: false,
	transform: { target: 'node20' },
	onLog: (_level, log) => {
		throw new Error(log.message);
	},
};

/** The parser of the command line: one file in the place of six, found without a search for its package. */
const PARSER = 'commander';

async function main(): Promise<void> {
	const entrances = readEntrances(root);
	const lazyParts = new LazyParts(src, scanSources(src));
	const chunks = new SharedChunks(entrances, lazyParts);
	const bundle = await rolldown({
		...options,
		input: { ...entrances, ...lazyParts.inputs },
		// Node's modules, our dependencies and ourselves are there when it runs.
		external: (id) => /^[^./]/.test(id) && id !== PARSER,
		plugins: [lazyParts.plugin, embedded(options), plainExports],
		preserveEntrySignatures: 'allow-extension',
		// Else a file of shared modules is put into a part that is one of them, and has its name.
		experimental: { chunkOptimization: false },
	});
	removeOldOutput();
	const output = await bundle.write({
		dir: dist,
		format: 'cjs',
		strict: true,
		sourcemap: true,
		// Whitespace and names stay; comments are in the sources, which the source maps hold.
		minify: false,
		comments: false,
		banner: ({ name }) => (name === PARSER ? licenseOf(PARSER) : ''),
		entryFileNames: '[name].js',
		chunkFileNames: '[name].js',
		codeSplitting: { includeDependenciesRecursively: false, groups: [chunks.group] },
	});
	checkClassNames(output);
	checkOrder(output);
}

/** What it asks for in each copy of it. */
function licenseOf(name: string): string {
	const folder = dirname(require.resolve(name));
	return `/* ${name}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n*/`;
}

/** What is left of an older bundle, or declared in a source that is no more, would be packed with this one. */
function removeOldOutput(): void {
	for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
		const isDeclaration = file.endsWith('.d.ts');
		const isOld = isDeclaration
			? !existsSync(join(src, file.replace(/d\.ts$/, 'ts')))
			: /\.js(\.map)?$/.test(file);
		if (isOld) rmSync(join(dist, file));
	}
}

/** Of two classes with the same name in one file, one would be shown with another name to users. */
function checkClassNames({ output }: RolldownOutput): void {
	for (const chunk of output) {
		const renamed = chunk.type === 'chunk' && /\b(\w+)\$\d+ = class\b/.exec(chunk.code);
		if (renamed) {
			throw new Error(`${chunk.fileName} holds two classes ${renamed[1]}: rename one in src/`);
		}
	}
}

/** Where a module is imported for what it does alone, Rolldown puts each module into a function of its own. */
function checkOrder({ output }: RolldownOutput): void {
	const preload = output.find(({ fileName }) => fileName === 'preload.js');
	if (preload?.type === 'chunk' && /^var init_\w+ = /m.test(preload.code)) {
		throw new Error("Rolldown wraps all modules: import './x.js' must name what it imports");
	}
}

main().catch((error: Error) => {
	console.error(`bundle: ${error.message}`);
	process.exitCode = 1;
});
