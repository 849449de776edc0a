/** Systems that tell little, or refuse what the watch asks of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import {
	AS_NOBODY,
	WITH_FOREIGN_PROC,
	WITH_HIDDEN_PROC,
	WITH_READ_ONLY_PROC,
	WITHOUT_PROC,
	WITHOUT_TOOLS,
	withoutNobody,
	withoutUnshare,
} from '../helpers/isolation.js';
import {
	assertEnds,
	assertLives,
	assertOutlivesChannel,
	order,
	type Situation,
	startFamily,
	ways,
} from '../helpers/promise.js';
import {
	TELLING_SUBREAPER,
	WITHOUT_KILL,
	withoutPython,
	withoutSeccomp,
} from '../helpers/python.js';
import { PRELOAD, start } from '../helpers/start.js';
import { startTree } from '../helpers/tree.js';

interface System extends Situation {
	skip: string | false;
	/** An expression, and what it is for a process that is in this situation. */
	sees: [string, unknown];
}

const withoutInit = withoutUnshare || withoutPython;

/** Under a pid 1 that reaps, in a pid namespace of its own. */
const inside = (proc: readonly string[], ...sees: [string, unknown]): System => ({
	around: [...proc, ...TELLING_SUBREAPER],
	nested: true,
	skip: withoutInit,
	sees,
});

const systems: Record<string, System> = {
	'/proc hides the processes of others (hidepid=2)': {
		...inside(WITH_HIDDEN_PROC, 'fs.existsSync("/proc/self") && !fs.existsSync("/proc/1")', true),
		through: AS_NOBODY,
		skip: withoutInit || withoutNobody,
	},
	'there is no /proc': inside(WITHOUT_PROC, 'fs.readdirSync("/proc").length', 0),
	'/proc is of another pid namespace': inside(
		WITH_FOREIGN_PROC,
		'fs.readlinkSync("/proc/self") === String(process.pid)',
		false,
	),
	'/proc is read-only': inside(
		WITH_READ_ONLY_PROC,
		'fs.writeFileSync("/proc/self/comm", "other")',
		'EROFS',
	),
	'process.kill() is refused (seccomp, EPERM)': {
		through: WITHOUT_KILL,
		skip: withoutSeccomp,
		sees: ['process.kill(process.ppid, 0)', 'EPERM'],
	},
	'there is neither ps nor getconf': {
		through: WITHOUT_TOOLS,
		skip: false,
		sees: ['child_process.execFileSync("ps")', 'ENOENT'],
	},
};

for (const [name, { skip, sees, ...system }] of Object.entries(systems)) {
	describe(`where ${name}`, { skip, concurrency: 6 }, () => {
		it('the child sees it so', async (t) => {
			const look = `let seen; try { seen = ${sees[0]} } catch ({ code }) { seen = code }`;
			const script = `${look}; fs.writeSync(3, JSON.stringify(seen) + '\\n')`;
			const { around = [], through = [] } = system;
			const words = [...around, ...through, process.execPath, '-e', script];
			const [line] = await startTree(t, words as [string, ...string[]]).end();
			assert.equal(line, JSON.stringify(sees[1]));
		});

		for (const [way, child] of Object.entries(ways)) {
			it(`it lives as long as its parent, ${way}`, async (t) => {
				const tree = startFamily(t, child, system);
				await assertLives(tree);
				order(tree, 'die');
				await assertEnds(tree);
			});
		}

		for (const when of ['at once', 'later'] as const) {
			it(`it outlives the channel that is closed ${when}, and ends with its parent`, async (t) => {
				const first = when === 'at once' ? 'disconnect' : undefined;
				const tree = startFamily(t, { execArgv: PRELOAD, first }, system);
				await assertOutlivesChannel(tree, when);
				order(tree, 'die');
				await assertEnds(tree);
			});
		}
	});
}

describe('a program that may not signal itself', { skip: withoutSeccomp }, () => {
	it('has its own SIGTERM listener called all the same after the hooks', async (t) => {
		const child = fixture('shutdown/own-sigterm', { own: 'exits' });
		const tree = startFamily(t, { execArgv: PRELOAD, child }, { through: WITHOUT_KILL });
		await tree.line(/^ready/);
		order(tree, 'die');
		const story = ['hook: parent-gone', 'own SIGTERM listener', 'exit 7'];
		assert.deepEqual((await tree.end()).slice(1), story);
	});

	it('ends after a signal, with the code that a shell would tell', async (t) => {
		const tree = start(t, fixture('telling-child'), {}, { prefix: WITHOUT_KILL });
		await tree.line(/^ready/);
		tree.kill('SIGTERM');
		assert.deepEqual((await tree.end()).slice(-2), ['hook ended', 'exit 143']);
		assert.deepEqual(await tree.exit(), { code: 143, signal: null });
	});
});
