import { dirname, join } from 'node:path';

/** Where the package lies. */
export const ROOT = dirname(require.resolve('parent-watchdog/package.json'));

/** Parts of the package that are not exported. */
export const { probeAll } = require(
	join(ROOT, 'dist/detection/probe.js'),
) as typeof import('../src/detection/probe.js');
export const { createTarget } = require(
	join(ROOT, 'dist/detection/target.js'),
) as typeof import('../src/detection/target.js');
