/** The parent is pid 1 of a pid namespace, as in most containers, and alive. */
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, BEHIND_SHELL, withoutUnshare } from '../helpers/isolation.js';
import {
	assertLives,
	assertOutlivesChannel,
	startFamily,
	type Way,
	ways,
} from '../helpers/promise.js';
import { PRELOAD, start } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const asPid1 = { around: AS_PID_1, nested: true };

describe('a parent that is pid 1', { skip: withoutUnshare, concurrency: 4 }, () => {
	for (const [name, way] of Object.entries(ways)) {
		it(`does not look like the adopter of an orphan, ${name}`, async (t) => {
			const tree = startFamily(t, way, asPid1);
			await assertLives(tree);
			await assertNobodyIsLeft(tree);
		});
	}

	it('does not look like one as a shell', async (t) => {
		const prefix = [...AS_PID_1, ...BEHIND_SHELL];
		const child = fixture('telling-child', { watch: {}, lived: 1500, nested: true });
		const tree = start(t, child, {}, { prefix });
		await assertLives(tree);
		await assertNobodyIsLeft(tree);
	});

	const watched: Record<string, Way> = {
		'the preload': { execArgv: PRELOAD },
		'the code': { watch: {} },
	};
	for (const [name, way] of Object.entries(watched)) {
		for (const when of ['at once', 'later'] as const) {
			it(`may close the channel ${when}, watched by ${name}`, async (t) => {
				const first = when === 'at once' ? 'disconnect' : undefined;
				const tree = startFamily(t, { ...way, first }, asPid1);
				await assertOutlivesChannel(tree, when);
				await assertNobodyIsLeft(tree);
			});
		}
	}
});

/**
 * With pid 1, the kernel itself ends all that is left of its namespace, by SIGKILL
 * (`zap_pid_ns_processes`). Where the channel tells, a hook may begin before that.
 */
async function assertNobodyIsLeft(tree: Tree): Promise<void> {
	tree.kill('SIGKILL');
	await tree.end();
}
