/** Fixtures that a runtime runs, each under a parent that waits for its end. */
import { fixturePath, register, WATCHES } from '../helpers/fixtures.js';
import { start, type Variables } from '../helpers/start.js';
import { startTree, type Tree } from '../helpers/tree.js';
import type { Place } from './behaviour.js';

interface Options {
	variables?: Variables;
	/** How it comes to be watched; by itself where nothing is said. */
	preload?: 'by an option' | 'by a variable';
}

/** The words that run a fixture. */
export function words({ runtime }: Place, name: string, { preload }: Options = {}): string[] {
	const { command } = runtime;
	if (preload === 'by an option')
		return [...command, ...runtime.preload(register), fixturePath(name)];
	return [...command, fixturePath(name)];
}

/** Under a parent, by Node, that knows nothing of us. */
export function startUnder(place: Place, name: string, options: Options = {}): Tree {
	const COMMAND = JSON.stringify(words(place, name, options));
	const watch = options.preload ? {} : WATCHES;
	const variables = { COMMAND, ...watch, ...options.variables };
	if (options.preload === 'by a variable') {
		Object.assign(variables, {
			VARIABLES: JSON.stringify(place.runtime.preloadVariable(register)),
		});
	}
	return start(place.t, 'starting-parent', variables);
}

/** By itself: it is a child of this process. */
export function startAlone(place: Place, name: string, options: Options = {}): Tree {
	const [command = '', ...args] = words(place, name, options);
	const env = { ...process.env, ...options.variables };
	return startTree(place.t, [command, ...args], { stdin: 'pipe', env });
}
