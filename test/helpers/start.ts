/** Starts a fixture as the root of a tree, with and without the preload. */
import { type Fixture, register } from './fixtures.js';
import { type Cleanup, startTree, type Tree, type TreeOptions } from './tree.js';

/** Node's options that load the preload. */
export const PRELOAD = ['--require', register];

export type Variables = Record<string, string | undefined>;

export interface StartOptions extends Omit<TreeOptions, 'env'> {
	/** Options for node. */
	execArgv?: readonly string[];
	/** A command that runs node: `['setsid', '--wait']`. */
	prefix?: readonly string[];
}

/** stdin is a pipe unless said otherwise; `variables` are added to the environment. */
export function start(
	t: Cleanup,
	program: Fixture,
	variables: Variables = {},
	{ execArgv = [], prefix = [], ...options }: StartOptions = {},
): Tree {
	const { path, variables: own } = program;
	const command = [...prefix, process.execPath, ...execArgv, path];
	return startTree(t, command as [string, ...string[]], {
		stdin: 'pipe',
		...options,
		env: { ...process.env, ...own, ...variables },
	});
}

/** A command that runs a fixture which needs other options than what it is started by, of the same kind. */
export function withOptions({ path, variables }: Fixture, execArgv: readonly string[]): string[] {
	const words = Object.entries(variables).map((variable) => variable.join('='));
	return ['env', ...words, process.execPath, ...execArgv, path];
}

/** All that a tree has recorded until its end, but for what only says how far it is. */
export async function readStory(tree: Tree): Promise<string[]> {
	const lines = await tree.end();
	return lines.filter((line) => !/^(ready|lived on)/.test(line));
}

/** Runs `round` for each of `items`, a few at a time. */
export async function inTurns<Item>(
	items: readonly Item[],
	atATime: number,
	round: (item: Item) => Promise<void>,
): Promise<void> {
	const left = [...items];
	const lane = async () => {
		for (let item = left.shift(); item !== undefined; item = left.shift()) await round(item);
	};
	await Promise.all(Array.from({ length: atATime }, lane));
}
