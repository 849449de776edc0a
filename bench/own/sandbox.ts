import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from '../harness/environment.js';
import { ROOT } from './internals.js';

/** A folder with two installed packages: ours, and one that is the same but for its empty register entry. */
export interface Sandbox {
	folder: string;
	/** What to preload for each. */
	watchdog: string;
	empty: string;
	emptyProgram: string;
	env: NodeJS.ProcessEnv;
	remove(): void;
}

export function createSandbox(): Sandbox {
	const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-bench-'));
	for (const name of ['parent-watchdog', 'empty-watchdog']) {
		const target = join(folder, 'node_modules', name);
		mkdirSync(target, { recursive: true });
		for (const part of ['package.json', 'dist']) {
			cpSync(join(ROOT, part), join(target, part), { recursive: true });
		}
	}
	const emptyProgram = join(folder, 'empty.js');
	writeFileSync(emptyProgram, '');
	writeFileSync(join(folder, 'node_modules', 'empty-watchdog', 'dist', 'register.js'), '');
	return {
		folder,
		watchdog: 'parent-watchdog/register',
		empty: 'empty-watchdog/register',
		emptyProgram,
		env: cleanEnvironment(),
		remove: () => rmSync(folder, { recursive: true }),
	};
}
