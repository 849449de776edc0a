/** The parent belongs to another user: we may not signal it (EPERM), nor read what it runs. */
import { describe, it } from 'node:test';
import { startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_NOBODY, withoutNobody } from '../helpers/isolation.js';
import {
	assertEnds,
	assertLives,
	assertOutlivesChannel,
	order,
	startFamily,
	waysWithProc,
} from '../helpers/promise.js';
import { PRELOAD, start } from '../helpers/start.js';

describe('a parent of another user', { skip: withoutNobody, concurrency: 4 }, () => {
	for (const [name, way] of Object.entries(waysWithProc)) {
		it(`is alive, and gone once it is killed, ${name}`, async (t) => {
			const tree = startFamily(t, way, { through: AS_NOBODY });
			await assertLives(tree);
			tree.kill('SIGKILL');
			await assertEnds(tree);
		});
	}

	for (const when of ['at once', 'later'] as const) {
		it(`is alive though it closes the channel ${when}`, async (t) => {
			const first = when === 'at once' ? 'disconnect' : undefined;
			const tree = startFamily(t, { execArgv: PRELOAD, first }, { through: AS_NOBODY });
			await assertOutlivesChannel(tree, when);
			order(tree, 'die');
			await assertEnds(tree);
		});
	}

	it('is alive as a process that is named by its pid, and gone once it is killed', async (t) => {
		const bystander = startBystander(t);
		const child = fixture('telling-child', { watch: { pid: bystander.pid }, lived: 1500 });
		const tree = start(t, child, {}, { prefix: AS_NOBODY });
		await assertLives(tree);
		bystander.kill('SIGKILL');
		await assertEnds(tree);
	});
});
