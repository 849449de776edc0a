/** Fixtures that a runtime runs, each under a parent that waits for its end. */
import { type Fixture, fixture, register, WATCHES } from '../helpers/fixtures.js';
import { start, type Variables } from '../helpers/start.js';
import { startTree, type Tree } from '../helpers/tree.js';
import type { Place } from './behaviour.js';

interface Options {
	variables?: Variables;
	/** How it comes to be watched; by itself where nothing is said. */
	preload?: 'by an option' | 'by a variable';
	/** Whether its parent starts it with `detached: true`. */
	detached?: boolean;
}

/** The words that run a fixture. */
export function words({ runtime }: Place, program: Fixture, { preload }: Options = {}): string[] {
	const options = preload === 'by an option' ? runtime.preload(register) : [];
	return [...runtime.command, ...options, program.path];
}

/** Under a parent, by Node, that knows nothing of us. */
export function startUnder(place: Place, program: Fixture, options: Options = {}): Tree {
	const { preload, detached, variables } = options;
	const parent = fixture('starting-parent', {
		command: words(place, program, options),
		detached,
		...(preload === 'by a variable' && { variables: place.runtime.preloadVariable(register) }),
	});
	const own = { ...(!preload && WATCHES), ...program.variables };
	return start(place.t, parent, { ...own, ...variables });
}

/** By itself: it is a child of this process. */
export function startAlone(place: Place, program: Fixture, options: Options = {}): Tree {
	const [command = '', ...args] = words(place, program, options);
	const env = { ...process.env, ...program.variables, ...options.variables };
	return startTree(place.t, [command, ...args], { stdin: 'pipe', env });
}
