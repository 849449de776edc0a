/** Each example does what it says, and prints what its `output.txt` says. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ENGINES, withoutEngine } from './helpers/engine-programs.js';
import { startEngine } from './helpers/engines.js';
import { startTree } from './helpers/tree.js';

const root = join(__dirname, '..', '..');
const names = readdirSync(join(root, 'examples'), { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name);

function hasOutput(name: string): boolean {
	return existsSync(join(root, 'examples', name, 'output.txt'));
}

describe('examples', { concurrency: 2 }, () => {
	// Those of programs/ go on until they are told to end: see example-programs.test.ts.
	for (const name of names.filter(hasOutput)) {
		const engine = ENGINES.find((one) => name === `lease-${one}`);
		it(name, { skip: engine && withoutEngine(engine) }, async (t) => {
			const program = join(root, 'build', 'examples', name, 'main.js');
			const server = engine && (await startEngine(engine));
			t.after(() => server?.stop());
			const env = { ...process.env, ...(server && { LEASE_ENGINE: server.url }) };
			const tree = startTree(t, [process.execPath, program], { env });
			const { code } = await tree.exit();
			await tree.end();
			const expected = readFileSync(join(root, 'examples', name, 'output.txt'), 'utf8');
			assert.equal(tree.output.stdout, expected, tree.output.stderr);
			assert.equal(code, name === 'application' ? 7 : 0);
		});
	}

	it('each is described in their README', () => {
		const readme = readFileSync(join(root, 'examples', 'README.md'), 'utf8');
		const linked = [...readme.matchAll(/\]\(([\w-]+)\/\)/g)].map(([, name]) => name);
		assert.deepEqual(linked.sort(), names.sort());
	});
});
