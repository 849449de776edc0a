/** What a row of the table says, and how it is tried in one runtime. */
import type { Cleanup, Tree } from '../helpers/tree.js';
import type { Runtime } from './runtime.js';

export interface Place {
	runtime: Runtime;
	/** Cleans up after a try. */
	t: Cleanup;
}

export interface Behaviour {
	name: string;
	/** Whether the quick part of the table has it, too. */
	isQuick?: boolean;
	/** What else of the system it needs: not tried where that is not. */
	needs?: 'sh';
	/** What `play` returns where it holds. */
	story: readonly string[];
	play(place: Place): Promise<readonly string[]>;
}

/** The lines of the record that tell how a process came to its end. */
export async function readEnd(tree: Tree, pattern = /^(hook|exit)/): Promise<string[]> {
	return (await tree.end()).filter((line) => pattern.test(line));
}

/** That they have run, and no process is left: lifeline, channel and reaper tell a child at the same moment. */
export async function readHooks(tree: Tree): Promise<string[]> {
	const lines = await readEnd(tree, /^hook/);
	return [...lines.map((line) => line.replace(/:.*/, '')), 'gone'];
}

/** The codes of our warnings, each as often as it was written. */
export function readWarnings({ output }: Tree): string[] {
	return [
		...output.stderr.matchAll(/\bcode: '(ERR_PARENT_WATCHDOG_\w+)'|\[(ERR_PARENT_WATCHDOG_\w+)\]/g),
	].map(([, one, other]) => `warning: ${one ?? other}`);
}
