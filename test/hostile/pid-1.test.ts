/** The parent is pid 1 of a pid namespace, as in most containers, and alive. */
import { describe, it } from 'node:test';
import { AS_PID_1, BEHIND_SHELL, NESTED, withoutUnshare } from '../helpers/isolation.js';
import { assertLives, assertOutlivesChannel, startFamily, ways } from '../helpers/promise.js';
import { EXEC_ARGV, start, type Variables } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const asPid1 = { around: AS_PID_1, variables: NESTED };

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
		const tree = start(t, 'telling-child', { ...NESTED, WATCH: '{}', LIVED: '1500' }, { prefix });
		await assertLives(tree);
		await assertNobodyIsLeft(tree);
	});

	const watched: Record<string, Variables> = {
		'the preload': { EXEC_ARGV },
		'the code': { WATCH: '{}' },
	};
	for (const [name, variables] of Object.entries(watched)) {
		for (const when of ['at once', 'later'] as const) {
			it(`may close the channel ${when}, watched by ${name}`, async (t) => {
				const FIRST = when === 'at once' ? 'disconnect' : '';
				const tree = startFamily(t, { variables: { ...variables, FIRST } }, asPid1);
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
