/** Every way to load the watchdog, and every way for the parent to go. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fixturePath, register, WATCHES } from './helpers/fixtures.js';
import { startTree } from './helpers/tree.js';

const ways: Record<string, { child?: string; execArgv?: string[]; env?: Record<string, string> }> =
	{
		'require() in the child': { env: WATCHES },
		'import in an ES module': {
			child: fixturePath('child-module.mjs'),
		},
		'--require': { execArgv: ['--require', register] },
		'--import': { execArgv: ['--import', pathToFileURL(register).href] },
		NODE_OPTIONS: { env: { NODE_OPTIONS: `--require "${register}"` } },
		'--require, --import, NODE_OPTIONS and code together': {
			execArgv: ['--require', register, '--import', pathToFileURL(register).href],
			env: { NODE_OPTIONS: `--require "${register}"`, ...WATCHES },
		},
	};
const deaths = ['SIGKILL', 'SIGTERM', 'crash', 'exit'] as const;

for (const [way, { child = fixturePath('child'), execArgv = [], env = {} }] of Object.entries(
	ways,
)) {
	describe(way, () => {
		for (const HOW of ['fork', 'spawn']) {
			for (const death of deaths) {
				it(`${HOW}, parent ends by ${death}`, async (t) => {
					const tree = startTree(t, [process.execPath, fixturePath('parent')], {
						stdin: 'pipe',
						env: {
							...process.env,
							...env,
							HOW,
							DEATH: death,
							CHILD: child,
							EXEC_ARGV: JSON.stringify(execArgv),
						},
					});
					await tree.line(/^ready/);
					if (death === 'SIGKILL' || death === 'SIGTERM') tree.kill(death);
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
