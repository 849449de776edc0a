import { join } from 'node:path';

const dist = join(require.resolve('parent-watchdog'), '..');

/**
 * A built file of the package that its `exports` do not name:
 * `internal<typeof import('../src/state.js')>('preload/state')`.
 */
export function internal<Module>(name: string): Module {
	return require(join(dist, `${name}.js`));
}
