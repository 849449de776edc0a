/** Fixtures that a runtime runs, each under a parent that waits for its end. */
import { type Fixture, fixture, register, WATCHES } from '../helpers/fixtures.js';
import { start, type Variables } from '../helpers/start.js';
import { startTree, type Tree } from '../helpers/tree.js';
import type { Place } from './behaviour.js';

interface Options {
	variables?: Variables;
	/** How it comes to be watched; by itself where nothing is said. */
	preload?: 'by an option' | 'by a variable';
}

/** The words that run a fixture. */
export function words(
	{ runtime }: Place,
	program: Fixture | string,
	{ preload }: Options = {},
): string[] {
	const { path } = toFixture(program);
	const options = preload === 'by an option' ? runtime.preload(register) : [];
	return [...runtime.command, ...options, path];
}

/** Under a parent, by Node, that knows nothing of us. */
export function startUnder(place: Place, program: Fixture | string, options: Options = {}): Tree {
	const COMMAND = JSON.stringify(words(place, program, options));
	const watch = options.preload ? {} : WATCHES;
	const own = toFixture(program).variables;
	const variables = { COMMAND, ...watch, ...own, ...options.variables };
	if (options.preload === 'by a variable') {
		Object.assign(variables, {
			VARIABLES: JSON.stringify(place.runtime.preloadVariable(register)),
		});
	}
	return start(place.t, 'starting-parent', variables);
}

/** By itself: it is a child of this process. */
export function startAlone(place: Place, program: Fixture | string, options: Options = {}): Tree {
	const [command = '', ...args] = words(place, program, options);
	const env = { ...process.env, ...toFixture(program).variables, ...options.variables };
	return startTree(place.t, [command, ...args], { stdin: 'pipe', env });
}

function toFixture(program: Fixture | string): Fixture {
	return typeof program === 'string' ? fixture(program) : program;
}
