/** Both halves of the promise, for a parent that takes its orders from stdin: the fixture `obedient-parent`. */
import assert from 'node:assert/strict';

import type { WatchOptions } from 'parent-watchdog';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture, type Given } from './fixtures.js';
import { BEHIND_SHELL } from './isolation.js';
import { PRELOAD, start, type Variables } from './start.js';
import type { Cleanup, Tree } from './tree.js';

/** How a child comes to be watched, and by what it knows its parent. */
export interface Way extends Partial<Given<FixtureOptions['obedient-parent']>> {
	/** In code. */
	watch?: WatchOptions;
	/** In ms. Default: longer than several polls (250 ms each) and a burst (500 ms). */
	lived?: number;
	/** Whether the parent watches too, and so is named in the environment. */
	watching?: boolean;
}

/** With a channel and without, as the direct parent and through others: the roads to every probe. */
export const ways: Record<string, Way> = {
	'forked, watched by the preload': { execArgv: PRELOAD },
	'spawned, watched in code': { how: 'spawn', watch: {} },
	'behind a shell, its parent named in the environment': {
		how: 'spawn',
		execArgv: PRELOAD,
		through: BEHIND_SHELL,
		watching: true,
	},
};

/** Where `/proc` tells of ancestors as well. */
export const waysWithProc: Record<string, Way> = {
	...ways,
	'behind a shell, with ancestors: 2': {
		how: 'spawn',
		watch: { ancestors: 2 },
		through: BEHIND_SHELL,
	},
};

export interface Situation {
	/** Commands around the parent. */
	around?: readonly string[];
	/** Commands around its child. */
	through?: readonly string[];
	/** All of it is in a pid namespace of its own. */
	nested?: boolean;
	variables?: Variables | undefined;
}

/** An obedient parent in that situation, with a child that is watched in that way. */
export function startFamily(t: Cleanup, way: Way, situation: Situation = {}): Tree {
	const { watch, lived = 1500, watching, ...others } = way;
	const { around = [], nested, variables } = situation;
	const parent = fixture('obedient-parent', {
		child: fixture('telling-child', { watch, lived, nested }),
		...others,
		through: [...(way.through ?? []), ...(situation.through ?? [])],
	});
	return start(t, parent, variables, { prefix: around, execArgv: watching ? PRELOAD : [] });
}

export function order(tree: Tree, what: 'die' | 'disconnect'): void {
	tree.root.stdin?.write(`${what}\n`);
}

/** No false alarm: the parent lives, and after that while the child does, and its work is done. */
export async function assertLives(tree: Tree): Promise<void> {
	await tree.line(/^lived on/);
	assert.doesNotMatch(tree.lines.join('\n'), /^(verdict: gone|hook|exit|reaped|zombie)/m);
}

/** No false alarm where the parent closes the channel on purpose: it was told to at once, or is now. */
export async function assertOutlivesChannel(tree: Tree, when: 'at once' | 'later'): Promise<void> {
	await assertLives(tree);
	if (when === 'later') order(tree, 'disconnect');
	// At the end of the burst.
	await tree.line(/^verdict: alive by ipc/);
	await assertLives(tree);
}

/** No orphan: all hooks have run, once and to their end, and no process of the tree is left. */
export async function assertEnds(tree: Tree): Promise<void> {
	assertNoticed(await tree.end());
}

/** The end of the child, as it tells it itself. */
export function assertNoticed(lines: readonly string[]): void {
	const [verdict = '', ...rest] = lines.filter((line) => /^(verdict: gone|hook|exit)/.test(line));
	const [, source] = /^verdict: gone by (poll|ipc|load)$/.exec(verdict) ?? [];
	const story = [`hook started: parent-gone by ${source}`, 'hook ended', 'exit 129'];
	assert.deepEqual(rest, story, lines.join('\n'));
	assert.ok(source, lines.join('\n'));
	// Where somebody adopts orphans, what it has reaped tells the true exit code.
	const codes = lines.flatMap((line) => /^reaped \d+: (\S+)/.exec(line)?.[1] ?? []);
	if (codes.length > 0) assert.ok(codes.includes('129'), lines.join('\n'));
}
