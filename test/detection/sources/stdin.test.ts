/** The end of stdin as the end of the parent, where the program asks for it. The parent lives all the time. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../../fixtures/options.js';
import { fixture } from '../../helpers/fixtures.js';
import { PRELOAD, type StartOptions, start, type Variables } from '../../helpers/start.js';

const ENDED = ['hook started: parent-gone by stdin', 'hook ended', 'exit 129'];

type Options = FixtureOptions['stdin-child'];
interface Way {
	watch?: Options['watch'];
	variables?: Variables;
	execArgv?: string[];
}

const ways: Record<string, Way> = {
	'watchParent({ stdin: true })': { watch: { stdin: true, interval: 20 } },
	'PARENT_WATCHDOG_STDIN=1': {
		variables: { PARENT_WATCHDOG_STDIN: '1', PARENT_WATCHDOG_INTERVAL: '20' },
		execArgv: PRELOAD,
	},
};

for (const [name, { watch, variables, execArgv = [] }] of Object.entries(ways)) {
	const startChild = (t: TestContext, options: Options, startOptions?: StartOptions) => {
		const program = fixture('stdin-child', { watch, ...options });
		return start(t, program, variables, { execArgv, ...startOptions });
	};

	describe(name, { concurrency: 3 }, () => {
		for (const reads of ['now', 'never'] as const) {
			it(`ends with stdin, which it reads ${reads}`, async (t) => {
				const tree = startChild(t, { reads });
				await tree.line(/^ready/);
				tree.root.stdin?.end();
				assert.deepEqual((await tree.end()).slice(1), ENDED);
				assert.equal((await tree.exit()).code, 129);
			});
		}

		it('leaves the data to a program that reads now', async (t) => {
			const tree = startChild(t, { reads: 'now' });
			await tree.line(/^ready/);
			const text = `${'x'.repeat(300_000)} complete\n`;
			tree.root.stdin?.end(text);
			assert.deepEqual((await tree.end()).slice(1), [`read ${text.length} to complete`, ...ENDED]);
		});

		for (const size of [10, 300_000]) {
			it(`leaves ${size} characters to a program that reads later`, async (t) => {
				const tree = startChild(t, { reads: 'later', lived: 300 });
				const text = `${'x'.repeat(size)} complete\n`;
				tree.root.stdin?.end(text);
				await tree.line(/^lived on/);
				tree.kill('SIGUSR2');
				assert.deepEqual((await tree.end()).slice(2), [
					`read ${text.length} to complete`,
					...ENDED,
				]);
			});
		}

		for (const size of [10, 300_000]) {
			it(`leaves ${size} characters to a program that reads after stop()`, async (t) => {
				const tree = startChild(t, { reads: 'later', stops: true, lived: 300 });
				const text = `${'x'.repeat(size)} complete\n`;
				tree.root.stdin?.write(text);
				await tree.line(/^lived on/);
				tree.kill('SIGUSR2');
				await tree.line(/^read \d/);
				tree.kill('SIGKILL');
				assert.deepEqual((await tree.end()).slice(2), [`read ${text.length} to complete`]);
			});
		}

		for (const reads of ['later', 'now'] as const) {
			it(`lives while stdin is open and is read ${reads}`, async (t) => {
				const tree = startChild(t, { reads, lived: 500 });
				await tree.line(/^lived on/);
				if (reads === 'later') tree.kill('SIGUSR2');
				tree.root.stdin?.write('first\n');
				await tree.line(/^read 6 to first/);
				tree.root.stdin?.end('second\n');
				assert.deepEqual((await tree.end()).slice(3), ['read 13 to second', ...ENDED]);
			});
		}

		it('does not keep a child alive that has nothing to do', async (t) => {
			const tree = startChild(t, { isIdle: true });
			assert.deepEqual((await tree.end()).slice(1), ['hook started: exit', 'hook ended', 'exit 0']);
		});

		it('does not keep a child alive that has had something to do', async (t) => {
			const tree = startChild(t, { isIdle: true, lived: 300 });
			assert.deepEqual((await tree.end()).slice(2), ['hook started: exit', 'hook ended', 'exit 0']);
		});

		it('ends nobody whose stdin is /dev/null', async (t) => {
			const living = { isIdle: true, reads: 'now', lived: 500 } as const;
			const tree = startChild(t, living, { stdin: 'ignore' });
			const lines = ['lived on', 'hook started: exit', 'hook ended', 'exit 0'];
			assert.deepEqual((await tree.end()).slice(1), lines);
		});
	});
}

it('without the option the end of stdin ends nobody', async (t) => {
	const watch = { interval: 20 };
	const living = fixture('stdin-child', { watch, isIdle: true, reads: 'now', lived: 300 });
	const tree = start(t, living);
	tree.root.stdin?.end();
	const lines = ['lived on', 'hook started: exit', 'hook ended', 'exit 0'];
	assert.deepEqual((await tree.end()).slice(1), lines);
});
