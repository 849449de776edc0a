/** The reason: one read-only error with all that is known, the same wherever it is given. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Ending, ending, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { internal } from '../helpers/internal.js';

const FACTS = {
	shownName: 'AbortError',
	shownCode: 'ERR_PARENT_WATCHDOG_SHUTDOWN',
	code: 'ERR_PARENT_WATCHDOG_SHUTDOWN',
	isError: true,
	hasStack: true,
	isReadOnly: true,
	isExtensible: true,
	isSame: true,
};

/** Checks what holds for every reason, and returns what does not. */
function readReason(lines: readonly string[]): Record<string, unknown> {
	assert.deepEqual(lines.slice(0, 2), ['aborted before: false', 'aborted']);
	const [first, second] = ['first: ', 'second: '].map((name) => {
		const line = lines.find((line) => line.startsWith(name));
		return JSON.parse(line?.slice(name.length) ?? 'null');
	});
	assert.deepEqual(first, second);
	const { says, startedAt, deadline, ...reason } = first;
	for (const [name, value] of Object.entries(FACTS)) {
		assert.equal(reason[name], value, name);
		delete reason[name];
	}
	assert.ok(Math.abs(startedAt - Date.now()) < 60_000, 'startedAt is now, in ms since the epoch');
	assert.equal(Math.round(deadline - startedAt), 5000);
	return { ...reason, message: says };
}

describe('the reason of', { concurrency: 2 }, () => {
	const ways = {
		shutdown: { type: 'shutdown', message: 'shutdown() was called' },
		exit: { type: 'exit', exitCode: 3, message: 'the process exits with code 3' },
		natural: { type: 'exit', exitCode: 0, message: 'the process exits with code 0' },
		uncaught: { type: 'exit', exitCode: 1, message: 'the process exits with code 1' },
		SIGTERM: { type: 'signal', signal: 'SIGTERM', message: 'received SIGTERM' },
	} as const;
	for (const ends of Object.keys(ways) as (keyof typeof ways)[]) {
		it(ends, async (t) => {
			const { lines } = await run(t, fixture('shutdown/telling-reason', { ends }));
			assert.deepEqual(readReason(lines), ways[ends]);
		});
	}

	it('a parent that is gone', async (t) => {
		const { tree, parentPid, loseParent } = startWatching(t, fixture('shutdown/telling-reason'));
		await tree.line(/^ready/);
		const before = Date.now();
		await loseParent();
		const { lines } = await ending(tree);
		const { suspectedAt, decidedAt, ...reason } = readReason(lines);
		assert.deepEqual(reason, {
			type: 'parent-gone',
			parentPid,
			detectedBy: 'poll',
			exitCode: 129,
			message: `the parent (pid ${parentPid}) is gone, detected by poll`,
		});
		const { startedAt } = JSON.parse(
			lines.find((line) => line.startsWith('first'))?.slice(7) ?? '',
		);
		const times = [before - 50, suspectedAt, decidedAt, startedAt, Date.now() + 50] as number[];
		assert.deepEqual(
			times,
			times.toSorted((a, b) => a - b),
		);
	});
});

it('what waits for the signal rejects with the reason as its cause', async (t) => {
	const program = fixture('shutdown/telling-reason', { ends: 'shutdown' });
	const { lines }: Ending = await run(t, program);
	assert.ok(lines.includes('delay rejected: AbortError, true'));
});

it('what others have aborted by the signal rejects with an AbortError', async (t) => {
	const { lines, stderr } = await run(t, fixture('shutdown/aborted-clients.mjs'));
	assert.deepEqual(lines.toSorted(), [
		'AbortSignal.any(): AbortError',
		// These two never look at the reason of a signal.
		'axios: CanceledError, not the reason: canceled',
		'events.once: AbortError',
		'execFile: AbortError',
		'fetch: AbortError',
		'got: AbortError, not the reason: This operation was aborted.',
		'p-event: AbortError',
		'pipeline: AbortError',
		'throwIfAborted(): AbortError',
		'timers/promises: AbortError',
		'undici: AbortError',
	]);
	assert.equal(stderr, '');
});

it('its fields cannot be changed, and others can be added', async () => {
	const { createReason } =
		internal<typeof import('../../src/shutdown/create-reason.js')>('shutdown/create-reason');
	const reason = createReason({ type: 'signal', signal: 'SIGTERM' }, 1, 2);
	assert.throws(() => Object.assign(reason, { type: 'exit' }), TypeError);
	assert.throws(() => Object.assign(reason, { code: 'E' }), TypeError);
	assert.throws(() => Reflect.deleteProperty(reason, 'signal') || assert.fail());
	Object.defineProperty(reason, 'stack', { value: 'another' });
	Object.assign(reason, { request: 1 });
	assert.equal(reason.stack, 'another');
});
