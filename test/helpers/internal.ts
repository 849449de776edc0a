import { join } from 'node:path';

const dist = join(require.resolve('parent-watchdog'), '..');

/**
 * A built file of the package that its `exports` do not name:
 * `internal<typeof import('../src/state.js')>('preload/state')`.
 */
export function internal<Module>(name: string): Module {
	return require(fileOf(name));
}

/** Where it is, for a program that is given by its text. */
export function fileOf(name: string): string {
	return join(dist, `${name}.js`);
}
