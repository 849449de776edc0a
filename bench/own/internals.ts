import { dirname } from 'node:path';

/** Parts of the package that are not exported. */
export { probeAll } from '../../src/detection/probe.js';
export { createTarget } from '../../src/detection/target.js';

/** Where the package lies. */
export const ROOT = dirname(require.resolve('parent-watchdog/package.json'));
