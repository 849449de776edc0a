/** The family of `packaged` among the fixtures: it starts, its parent is killed, and all have run their hooks. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Variables } from '../helpers/start.js';
import { startTree } from '../helpers/tree.js';

export interface Family {
	/** Where it runs. */
	app: string;
	/** What runs it, before the words of Node. */
	prefix?: readonly string[];
	/** The words of Node, from the project's folder. */
	words: readonly string[];
	variables?: Variables;
}

/** On a slow machine, with a tracer in each of four processes, in ms. */
const DEADLINE = 60_000;

export async function assertFamily(t: TestContext, family: Family): Promise<void> {
	const { app, prefix = [], words, variables = {} } = family;
	const env = { ...process.env, PRELOAD: '--require parent-watchdog/register', ...variables };
	const command = [...prefix, process.execPath, ...words] as unknown as [string, ...string[]];
	const tree = startTree(t, command, { cwd: app, env, deadline: DEADLINE });
	const ended = tree.exit().then((exit) => {
		throw new Error(`it ended: ${JSON.stringify(exit)} ${tree.output.stderr}`);
	});
	await Promise.race([tree.times(/ is ready|^blocks/, 6), ended]);
	ended.catch(() => {});
	tree.kill('SIGKILL');
	const lines = (await tree.end()).map((line) => line.replace(/, pid=\d+/, '')).sort();
	assert.deepEqual(lines, [
		'blocked is ready',
		'blocks',
		'hook of blocked: parent-gone',
		'hook of preloaded: parent-gone',
		'hook of watching: parent-gone',
		'parent is ready',
		'preloaded is ready',
		'sleep is ready',
		'watching is ready',
	]);
}
