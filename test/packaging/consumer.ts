/** A project that uses the package, for the compiler alone. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { pack } from '../../native-free/install.js';
import { isLong } from '../helpers/extent.js';
import { CONSUMER, PLAIN, SUPERVISING } from './consumer-programs.js';

const run = promisify(execFile);
const root = dirname(require.resolve('parent-watchdog/package.json'));

/** It has the packed package, and the types of Node, but nothing that the package depends on. */
export function createConsumer(): string {
	const project = mkdtempSync(join(tmpdir(), 'parent-watchdog-package-'));
	const modules = join(project, 'node_modules');
	mkdirSync(join(modules, '@types'), { recursive: true });
	execFileSync('tar', ['-xzf', pack(project), '-C', modules]);
	renameSync(join(modules, 'package'), join(modules, 'parent-watchdog'));
	symlinkSync(join(root, 'node_modules', '@types', 'node'), join(modules, '@types', 'node'));
	return project;
}

/** Tests that this compiler finds no fault, however modules are looked for. */
export function typesHold(project: () => string, tsc: string): void {
	it('with the oldest library of the language, and with the declarations themselves checked', async () => {
		writeFileSync(join(project(), 'plain.mts'), PLAIN);
		const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--module', 'nodenext'];
		const language = ['--lib', 'es2020', '--target', 'es2020'];
		const args = [tsc, ...options, ...language, 'plain.mts'];
		const { stdout } = await run(process.execPath, args, { cwd: project() }).catch(
			(error: { stdout: string }) => error,
		);
		assert.equal(stdout, '');
	});

	const resolutions: [module: string, resolution: string, files: string[]][] = [
		['node16', 'node16', ['consumer.cts', 'consumer.mts']],
		['nodenext', 'nodenext', ['consumer.cts', 'consumer.mts']],
		['esnext', 'bundler', ['consumer.ts']],
		['preserve', 'bundler', ['consumer.ts']],
	];
	for (const [module, resolution, files] of isLong ? resolutions : resolutions.slice(0, 1)) {
		it(`module ${module}, resolution ${resolution}`, async () => {
			for (const file of files) writeFileSync(join(project(), file), CONSUMER + SUPERVISING);
			const options = [
				'--noEmit',
				'--strict',
				'--exactOptionalPropertyTypes',
				'--target',
				'es2022',
			];
			const lib = ['--lib', 'es2022,esnext.disposable'];
			const how = ['--module', module, '--moduleResolution', resolution];
			const args = [tsc, ...options, ...lib, ...how, ...files];
			const { stdout } = await run(process.execPath, args, { cwd: project() }).catch(
				(error: { stdout: string }) => error,
			);
			assert.equal(stdout, '');
		});
	}
}
