/** Every way to load the watchdog, and every way for the parent to go. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Fixture, fixture, register } from './helpers/fixtures.js';
import { start, type Variables } from './helpers/start.js';

const watching = fixture('child', { watches: true });
const ways: Record<string, { child?: Fixture; execArgv?: string[]; env?: Variables }> = {
	'require() in the child': { child: watching },
	'import in an ES module': { child: fixture('child-module.mjs') },
	'--require': { execArgv: ['--require', register] },
	'--import': { execArgv: ['--import', pathToFileURL(register).href] },
	NODE_OPTIONS: { env: { NODE_OPTIONS: `--require "${register}"` } },
	'--require, --import, NODE_OPTIONS and code together': {
		child: watching,
		execArgv: ['--require', register, '--import', pathToFileURL(register).href],
		env: { NODE_OPTIONS: `--require "${register}"` },
	},
};
const deaths = ['SIGKILL', 'SIGTERM', 'crash', 'exit'] as const;

for (const [way, { child = fixture('child'), execArgv, env }] of Object.entries(ways)) {
	describe(way, () => {
		for (const how of ['fork', 'spawn'] as const) {
			for (const death of deaths) {
				it(`${how}, parent ends by ${death}`, async (t) => {
					const isSignal = death === 'SIGKILL' || death === 'SIGTERM';
					const options = { how, child, execArgv, ...(!isSignal && { death }) };
					const tree = start(t, fixture('parent', options), env);
					await tree.line(/^ready/);
					if (isSignal) tree.kill(death);
					else tree.root.stdin?.end();
					const lines = await tree.end();
					const source = lines.find((line) => line.startsWith('hook started'));
					assert.match(source ?? '', /^hook started: parent-gone by (ipc|poll)$/);
					assert.deepEqual(lines.slice(1), [source, 'hook ended', 'exit 129']);
				});
			}
		}
	});
}
