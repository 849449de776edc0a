/** One wish that arrives as several requests, and a person's impatience. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createFolder, createReport, ending, outcomes, startWatching } from '../helpers/ending.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { startMember } from '../helpers/lifeline.js';
import { PRELOAD, start, type Variables } from '../helpers/start.js';
import { createSupervisor, forkFixture, inTime } from '../helpers/supervised.js';
import { startTree, type Tree, withDeadline } from '../helpers/tree.js';

/** In ms, on either side of the 500 ms after which a SIGINT is impatience: time is what is tested, so it has to pass. */
const SOON = 100;
const LATER = 700;
const SUPERVISING = fixture('supervision/supervising', {
	children: [fixture('supervision/slow-hook')],
});
const AGES = 600_000;

type Request = NodeJS.Signals | number;

/** A program in the midst of its hook, which ends once stdin does; then the requests, and pauses in ms. */
async function ask(t: TestContext, requests: readonly Request[], own: Variables = {}) {
	const { path, read } = createReport(t);
	const options = { PARENT_WATCHDOG_REPORT: path, PARENT_WATCHDOG_GRACE_PERIOD: String(AGES) };
	const variables = { ...options, ...own };
	const tree = start(t, fixture('shutdown/waiting-hook'), variables, { execArgv: PRELOAD });
	await tree.line(/^ready/);
	const [first, ...others] = requests;
	tree.kill(first as NodeJS.Signals);
	await tree.line(/^hook started/);
	for (const [index, request] of others.entries()) {
		if (typeof request === 'number') await delay(request);
		else {
			tree.kill(request);
			const before = requests.slice(0, index + 2).filter((one) => one === request).length;
			await tree.times(new RegExp(`^${request} was heard`), before);
		}
	}
	tree.root.stdin?.end();
	const ended = await ending(tree);
	return { ...ended, isInFull: ended.lines.includes('hook ended'), report: read()[0] };
}

describe('a repeated request changes nothing', { concurrency: 4 }, () => {
	for (const requests of [
		['SIGINT', 'SIGINT'],
		['SIGINT', SOON, 'SIGINT'],
		['SIGINT', 'SIGINT', SOON, 'SIGINT'],
		['SIGINT', LATER, 'SIGTERM'],
		['SIGTERM', 'SIGTERM'],
		['SIGTERM', LATER, 'SIGTERM', LATER, 'SIGTERM'],
		['SIGTERM', 'SIGINT'],
		['SIGHUP', 'SIGHUP'],
		['SIGHUP', LATER, 'SIGHUP', 'SIGTERM'],
	] as const) {
		it(requests.join(', '), async (t) => {
			const asked = performance.now();
			const { isInFull, signal, report } = await ask(t, requests);
			const hasTime = requests.some((request) => request === LATER);
			// On a machine so busy, one of those that follow at once may be half a second late.
			if (!hasTime && performance.now() - asked > 500 && !isInFull) return t.skip('too slow');
			assert.deepEqual([isInFull, signal], [true, requests[0]]);
			assert.deepEqual(report && outcomes(report), ['waiting: done']);
		});
	}

	for (const requests of [
		['SIGTERM', LATER, 'SIGTERM'],
		['SIGHUP', LATER, 'SIGHUP', 'SIGTERM'],
	] as const) {
		it(`${requests.join(', ')}, with a guard`, async (t) => {
			const { isInFull, signal } = await ask(t, requests, { PARENT_WATCHDOG_GUARD: '1' });
			assert.deepEqual([isInFull, signal], [true, requests[0]]);
		});
	}

	it('a SIGINT that came while a hook blocked, and is told half a second later', async (t) => {
		const tree = start(t, fixture('shutdown/blocking-hook'), {}, { execArgv: PRELOAD });
		await tree.line(/^ready/);
		tree.kill('SIGINT');
		await tree.line(/^hook started/);
		tree.kill('SIGINT');
		await tree.line(/^hook is free/);
		tree.root.stdin?.end();
		const { lines, signal } = await ending(tree);
		assert.deepEqual([lines.at(-1), signal], ['hook ended', 'SIGINT']);
	});

	it('the first Ctrl+C, long after the parent is gone', async (t) => {
		const { tree, loseParent } = startWatching(t, fixture('shutdown/waiting-hook'));
		await tree.line(/^ready/);
		await loseParent();
		await tree.line(/^hook started/);
		await delay(LATER);
		tree.kill('SIGINT');
		await tree.line(/^SIGINT was heard/);
		tree.root.stdin?.end();
		const { lines, code } = await ending(tree);
		assert.deepEqual([lines.includes('hook ended'), code], [true, 129]);
	});
});

describe('a SIGINT half a second after the first request ends the process at once', {
	concurrency: 4,
}, () => {
	for (const first of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		it(`after ${first}`, async (t) => {
			const { lines, code, signal, report } = await ask(t, [first, LATER, 'SIGINT']);
			assert.deepEqual(lines.slice(0, 2), [`${first} was heard`, 'hook started: signal']);
			assert.ok(!lines.includes('hook ended'));
			assert.deepEqual([code, signal], [null, 'SIGINT']);
			assert.equal(report?.end, 'SIGINT');
			assert.equal(report?.reason.signal, first);
			assert.deepEqual(report && outcomes(report), ['waiting: unfinished']);
		});
	}

	it('with a guard, too', async (t) => {
		const requests = ['SIGTERM', LATER, 'SIGINT'] as const;
		const { signal, isInFull } = await ask(t, requests, { PARENT_WATCHDOG_GUARD: '1' });
		assert.deepEqual([signal, isInFull], ['SIGINT', false]);
	});

	it('after others that changed nothing', async (t) => {
		const { signal, isInFull } = await ask(t, ['SIGTERM', 'SIGTERM', LATER, 'SIGHUP', 'SIGINT']);
		assert.deepEqual([signal, isInFull], ['SIGINT', false]);
	});
});

describe('under a supervisor the ladder alone decides', { concurrency: 2 }, () => {
	it('terminate(), join(200), then stop(): one SIGTERM more', async (t) => {
		const supervised = forkFixture(t, createSupervisor(t), fixture('supervision/slow-hook'));
		await supervised.line(/^ready/);
		supervised.child.terminate();
		await supervised.line(/^hook started/);
		assert.equal(await supervised.child.join(200), false);
		const report = await inTime(supervised.child.stop());
		assert.deepEqual((await supervised.end()).slice(1), ['hook started: signal', 'hook ended']);
		assert.deepEqual([report.endedBy, report.exitCode], ['terminate', -15]);
	});

	for (const guard of [false, true]) {
		it(`interrupt(), then interrupt() later, as after a Ctrl+C; guard: ${guard}`, async (t) => {
			const options = { stdin: 'pipe', guard } as const;
			const program = fixture('shutdown/waiting-hook');
			const supervised = forkFixture(t, createSupervisor(t), program, options);
			await supervised.line(/^ready/);
			supervised.child.interrupt();
			await supervised.line(/^hook started/);
			await delay(LATER);
			supervised.child.interrupt();
			await supervised.times(/^SIGINT was heard/, 2);
			supervised.child.process.stdin?.end();
			assert.ok((await supervised.end()).includes('hook ended'));
			assert.equal(await supervised.child.exited, -2);
		});
	}

	it('runApplication(): SIGINT, and another one later', async (t) => {
		const main = 'ends after the signal and stdin';
		const application = fixture('supervision/application', { main });
		const supervised = forkFixture(t, createSupervisor(t), application, { stdin: 'pipe' });
		await supervised.line(/^ready/);
		supervised.child.interrupt();
		await supervised.line(/^aborted/);
		await delay(LATER);
		supervised.child.interrupt();
		assert.equal(await supervised.child.join(SOON), false);
		supervised.child.process.stdin?.end();
		assert.ok((await supervised.end()).includes('main ends'));
		assert.equal(await supervised.child.exited, -2);
	});

	it('a SIGTERM to the whole group, as after setsid(1)', async (t) => {
		const { path, read } = createReport(t);
		const variables = { PARENT_WATCHDOG_REPORT: path };
		const tree = start(t, SUPERVISING, variables, { detached: true });
		await tree.times(/^ready/, 2);
		process.kill(-(tree.root.pid as number), 'SIGTERM');
		assert.ok((await tree.end()).includes('hook ended'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
		const [child] = read();
		assert.deepEqual([child?.end, child && outcomes(child)], ['SIGTERM', ['anonymous: done']]);
	});

	it('stop({ tree: true }) of a wrapper that passes SIGTERM on', async (t) => {
		const supervisor = createSupervisor(t);
		const supervised = forkFixture(t, supervisor, SUPERVISING, { stdin: 'pipe' });
		await supervised.times(/^ready/, 2);
		await inTime(supervised.child.stop({ event: 0, terminate: AGES, tree: true }));
		assert.ok((await supervised.end()).includes('hook ended'));
	});

	// As on Windows, where no signal can be handled.
	for (const type of ['interrupt', 'terminate']) {
		it(`${type} over the lifeline, twice`, async (t) => {
			const { tree, lifeline } = startMember(t, fixture('supervision/slow-hook'));
			await tree.line(/^ready/);
			lifeline.write(`{"type":"${type}"}\n`);
			await tree.line(/^hook started/);
			lifeline.write(`{"type":"${type}"}\n`);
			const { lines, code } = await ending(tree);
			assert.equal(lines.at(-1), 'hook ended');
			assert.equal(code, type === 'interrupt' ? 130 : 143);
		});
	}
});

const hasScript = spawnSync('script', ['--version']).status === 0;
const hasNpm = spawnSync('npm', ['--version']).status === 0;

it('Ctrl+C at a terminal, which bash and npm pass on', {
	skip: hasScript && hasNpm ? false : 'there is no script(1) or no npm',
}, async (t) => {
	const folder = createFolder(t);
	const scripts = { start: `"${process.execPath}" "${fixturePath('shutdown/printing-hook')}"` };
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
	const tree = startTree(t, ['script', '-qec', 'npm start', '/dev/null'], {
		stdin: 'pipe',
		cwd: folder,
		env: {
			...process.env,
			npm_config_script_shell: '/bin/bash',
			npm_config_progress: 'false',
		},
	});
	await prints(tree, 'listening');
	tree.root.stdin?.write('\x03');
	await prints(tree, 'begin');
	await prints(tree, 'end');
});

function prints({ root, output }: Tree, word: string): Promise<unknown> {
	const found = new Promise<void>((resolve) => {
		const look = () => {
			if (new RegExp(`(^|\\^C|\\x1b\\[0K)${word}\\r?$`, 'm').test(output.stdout)) resolve();
		};
		root.stdout?.on('data', look);
		look();
	});
	return withDeadline(found, 60_000, () => `no ${word} in ${JSON.stringify(output)}`);
}
