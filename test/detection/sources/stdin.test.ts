/** The end of stdin as the end of the parent, where the program asks for it. The parent lives all the time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PRELOAD, start, type Variables } from '../../helpers/start.js';

const ENDED = ['hook started: parent-gone by stdin', 'hook ended', 'exit 129'];
const WATCH = '{"stdin":true,"interval":20}';

const ways: Record<string, { variables: Variables; execArgv?: string[] }> = {
	'watchParent({ stdin: true })': { variables: { WATCH } },
	'PARENT_WATCHDOG_STDIN=1': {
		variables: { PARENT_WATCHDOG_STDIN: '1', PARENT_WATCHDOG_INTERVAL: '20' },
		execArgv: PRELOAD,
	},
};

for (const [name, { variables, execArgv = [] }] of Object.entries(ways)) {
	describe(name, { concurrency: 3 }, () => {
		for (const READ of ['now', 'never']) {
			it(`ends with stdin, which it reads ${READ}`, async (t) => {
				const tree = start(t, 'stdin-child', { ...variables, READ }, { execArgv });
				await tree.line(/^ready/);
				tree.root.stdin?.end();
				assert.deepEqual((await tree.end()).slice(1), ENDED);
				assert.equal((await tree.exit()).code, 129);
			});
		}

		it('leaves the data to a program that reads now', async (t) => {
			const tree = start(t, 'stdin-child', { ...variables, READ: 'now' }, { execArgv });
			await tree.line(/^ready/);
			const text = `${'x'.repeat(300_000)} complete\n`;
			tree.root.stdin?.end(text);
			assert.deepEqual((await tree.end()).slice(1), [`read ${text.length} to complete`, ...ENDED]);
		});

		for (const size of [10, 300_000]) {
			it(`leaves ${size} characters to a program that reads later`, async (t) => {
				const later = { ...variables, READ: 'later', LIVED: '300' };
				const tree = start(t, 'stdin-child', later, { execArgv });
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
				const stopped = { ...variables, READ: 'later', STOP: '1', LIVED: '300' };
				const tree = start(t, 'stdin-child', stopped, { execArgv });
				const text = `${'x'.repeat(size)} complete\n`;
				tree.root.stdin?.write(text);
				await tree.line(/^lived on/);
				tree.kill('SIGUSR2');
				await tree.line(/^read \d/);
				tree.kill('SIGKILL');
				assert.deepEqual((await tree.end()).slice(2), [`read ${text.length} to complete`]);
			});
		}

		for (const READ of ['later', 'now']) {
			it(`lives while stdin is open and is read ${READ}`, async (t) => {
				const living = { ...variables, READ, LIVED: '500' };
				const tree = start(t, 'stdin-child', living, { execArgv });
				await tree.line(/^lived on/);
				if (READ === 'later') tree.kill('SIGUSR2');
				tree.root.stdin?.write('first\n');
				await tree.line(/^read 6 to first/);
				tree.root.stdin?.end('second\n');
				assert.deepEqual((await tree.end()).slice(3), ['read 13 to second', ...ENDED]);
			});
		}

		it('does not keep a child alive that has nothing to do', async (t) => {
			const tree = start(t, 'stdin-child', { ...variables, DO: 'nothing' }, { execArgv });
			assert.deepEqual((await tree.end()).slice(1), ['hook started: exit', 'hook ended', 'exit 0']);
		});

		it('does not keep a child alive that has had something to do', async (t) => {
			const busy = { ...variables, DO: 'nothing', LIVED: '300' };
			const tree = start(t, 'stdin-child', busy, { execArgv });
			assert.deepEqual((await tree.end()).slice(2), ['hook started: exit', 'hook ended', 'exit 0']);
		});

		it('ends nobody whose stdin is /dev/null', async (t) => {
			const living = { ...variables, DO: 'nothing', READ: 'now', LIVED: '500' };
			const tree = start(t, 'stdin-child', living, { execArgv, stdin: 'ignore' });
			const lines = ['lived on', 'hook started: exit', 'hook ended', 'exit 0'];
			assert.deepEqual((await tree.end()).slice(1), lines);
		});
	});
}

it('without the option the end of stdin ends nobody', async (t) => {
	const living = { WATCH: '{"interval":20}', DO: 'nothing', READ: 'now', LIVED: '300' };
	const tree = start(t, 'stdin-child', living);
	tree.root.stdin?.end();
	const lines = ['lived on', 'hook started: exit', 'hook ended', 'exit 0'];
	assert.deepEqual((await tree.end()).slice(1), lines);
});
