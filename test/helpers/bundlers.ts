/** The program `fixtures/bundled.js` in one file, as each bundler makes it, far from where we are installed. */
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import webpack from 'webpack';
import { fixturePath } from './fixtures.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));

/** Makes `output` of `input`. */
type Bundler = (input: string, output: string) => Promise<unknown>;

/** An ES module has no `require` and no `__filename`. */
const REQUIRE =
	"import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export const bundlers: Record<string, { ending: string; bundle: Bundler }> = {
	esbuild: {
		ending: 'js',
		bundle: (input, output) => runEsbuild(input, output, { format: 'cjs' }),
	},
	'esbuild, minified': {
		ending: 'js',
		bundle: (input, output) => runEsbuild(input, output, { format: 'cjs', minify: true }),
	},
	'esbuild, as an ES module': {
		ending: 'mjs',
		bundle: (input, output) =>
			runEsbuild(input, output, { format: 'esm', banner: { js: REQUIRE } }),
	},
	webpack: { ending: 'js', bundle: runWebpack },
	ncc: { ending: 'js', bundle: runNcc },
	rollup: { ending: 'js', bundle: (input, output) => runRollup(input, output, 'cjs') },
	'rollup, as an ES module': {
		ending: 'mjs',
		bundle: (input, output) => runRollup(input, output, 'es'),
	},
};

/** Installs the package in `folder`, bundles there, and takes what was installed away again. */
export async function bundleIn(folder: string, name: string): Promise<string> {
	const { bundle, ending } = bundlers[name] as (typeof bundlers)[string];
	const modules = join(folder, 'project', 'node_modules');
	const installed = join(modules, 'parent-watchdog');
	mkdirSync(installed, { recursive: true });
	for (const part of ['dist', 'package.json']) {
		cpSync(join(root, part), join(installed, part), { recursive: true });
	}
	for (const other of ['ps-list', 'pidusage']) {
		symlinkSync(join(root, 'node_modules', other), join(modules, other));
	}
	const input = join(folder, 'project', 'program.js');
	cpSync(fixturePath('bundled'), input);
	const output = join(folder, `${name.replaceAll(/\W+/g, '-')}.${ending}`);
	await bundle(input, output);
	rmSync(join(folder, 'project'), { recursive: true });
	return output;
}

async function runEsbuild(
	input: string,
	outfile: string,
	options: esbuild.BuildOptions,
): Promise<void> {
	const common = { bundle: true, platform: 'node', logLevel: 'error' } as const;
	await esbuild.build({ ...common, entryPoints: [input], outfile, ...options });
}

function runWebpack(input: string, output: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const place = { path: dirname(output), filename: output.slice(dirname(output).length + 1) };
		// One file, also of what is imported later.
		const plugins = [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })];
		webpack(
			{ mode: 'production', target: 'node', entry: input, output: place, plugins },
			(error, stats) => {
				if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
				else resolve();
			},
		);
	});
}

/** As Vercel's and GitHub's actions do; what is imported later lies in files beside it. */
async function runNcc(input: string, output: string): Promise<void> {
	const ncc = require('@vercel/ncc') as (input: string, options: object) => Promise<NccOutput>;
	const { code, assets } = await ncc(input, { cache: false, quiet: true });
	writeFileSync(output, code);
	for (const [name, { source }] of Object.entries(assets)) {
		writeFileSync(join(dirname(output), name), source);
	}
}

/** It has no types: https://github.com/vercel/ncc#programmatically-from-nodejs */
interface NccOutput {
	code: string;
	assets: Record<string, { source: string | Buffer }>;
}

async function runRollup(input: string, file: string, format: 'cjs' | 'es'): Promise<void> {
	const plugins = [nodeResolve({ exportConditions: ['node'] }), commonjs(), json()];
	const bundle = await rollup({ input, plugins, external: /^node:/, onLog: () => {} });
	await bundle.write({ file, format, inlineDynamicImports: true });
}
