import { join } from 'node:path';

/** The compiled fixture: `fixture('child')` is `build/test/fixtures/child.js`; an ES module is `x.mjs`. */
export function fixture(name: string): string {
	return join(__dirname, '..', 'fixtures', name.endsWith('.mjs') ? name : `${name}.js`);
}

/** The preload, by its path. */
export const register = require.resolve('parent-watchdog/register');
