/** The parent lives outside our pid namespace: `process.ppid` is 0, and no pid names it. */
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { firstLine, startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, inNamespaceOf, withoutUnshare } from '../helpers/isolation.js';
import {
	assertEnds,
	assertLives,
	assertNoticed,
	order,
	startFamily,
	type Way,
} from '../helpers/promise.js';
import { PRELOAD, start } from '../helpers/start.js';

const watched: Record<string, Way> = {
	'the preload': { execArgv: PRELOAD },
	'the code': { watch: {} },
};

/** Is pid 1 of its own namespace, or joins one that is there already: both have no parent in it. */
const places: Record<string, (t: TestContext) => Promise<readonly string[]>> = {
	'as pid 1': async () => ['unshare', '--pid', '--fork', '--mount-proc'],
	'in a namespace that it joins': joinNamespace,
};

describe('a parent outside our pid namespace', { skip: withoutUnshare, concurrency: 4 }, () => {
	for (const [place, enter] of Object.entries(places)) {
		for (const [name, way] of Object.entries(watched)) {
			it(`is noticed by its channel, ${place}, watched by ${name}`, async (t) => {
				const inside = { through: await enter(t), nested: true };
				const tree = startFamily(t, way, inside);
				await assertLives(tree);
				order(tree, 'die');
				await assertEnds(tree);
			});
		}

		// Nothing but the channel tells of it, so its end cannot be told from the channel's.
		it(`is gone for us once it closes the channel, ${place}`, async (t) => {
			const inside = { through: await enter(t), nested: true };
			const tree = startFamily(t, { execArgv: PRELOAD }, inside);
			await assertLives(tree);
			order(tree, 'disconnect');
			await tree.line(/^exit/);
			assertNoticed(tree.lines);
		});

		// The kernel gives the orphan to a reaper of its old parent's namespace, which is 0 here as well
		// (`find_child_reaper` in kernel/exit.c): nothing that we can see has changed.
		it(`is not noticed without a channel, ${place}: the child lives on`, async (t) => {
			const child = fixture('telling-child', { watch: {}, lived: 2500, nested: true });
			const tree = start(t, child, {}, { prefix: await enter(t) });
			await tree.line(/^ready/);
			const pid = readChild(tree.root.pid as number);
			t.after(() => process.kill(pid, 'SIGKILL'));
			tree.kill('SIGKILL');
			await tree.exit();
			await assertLives(tree);
		});
	}
});

/** A pid namespace of a bystander, whose pid 1 never reaps. */
async function joinNamespace(t: TestContext): Promise<readonly string[]> {
	const bystander = startBystander(t, [...AS_PID_1, 'sh', '-c', 'echo ready; exec sleep 60']);
	await firstLine(bystander);
	return inNamespaceOf(bystander.pid);
}

/** The only child of a process. */
function readChild(pid: number): number {
	return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1'));
}
