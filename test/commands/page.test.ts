/** docs/command.md keeps up with the commands. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { runCommand } from '../helpers/command.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));
const sections = readFileSync(join(root, 'docs', 'command.md'), 'utf8').split(/^## /m);

for (const name of ['run', 'verify', 'tree', 'orphans', 'why', 'doctor']) {
	it(`the page shows ${name}, names each option of it and tells its exit status`, () => {
		const section = sections.find((one) => one.startsWith(`${name}:`)) ?? '';
		assert.match(section, new RegExp(`^\\$ parent-watchdog ${name}\\b`, 'm'));
		assert.match(section, /^Exit status: 0 [\s\S]* 1 /m);
		const { stdout } = runCommand([name, '--help']);
		const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
		assert.ok(options.includes('--help'), stdout);
		const missing = options.filter(
			(option) => option !== '--help' && !section.includes(`${option}`),
		);
		assert.deepEqual(missing, []);
	});
}
