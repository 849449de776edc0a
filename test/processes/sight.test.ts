/** What is needed to see other processes, taken away. Without `/proc`: `supervision/stop-tree`. */
import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { findBlindness } from '../../src/processes/sight.js';

it('nothing is missing here', () => {
	assert.equal(findBlindness(), undefined);
});

it('a system without /proc needs ps', (t) => {
	pretend(t, 'freebsd');
	assert.equal(findBlindness(), undefined);
	const { PATH } = process.env;
	t.after(() => Object.assign(process.env, { PATH }));
	process.env.PATH = '/nonexistent';
	assert.equal(findBlindness(), 'there is no ps in PATH');
});

function pretend(t: TestContext, value: NodeJS.Platform): void {
	const before = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
	t.after(() => Object.defineProperty(process, 'platform', before));
	Object.defineProperty(process, 'platform', { ...before, value });
}
