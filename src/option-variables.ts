/** The options that the environment sets. */
import { isNamedLikeOption, LEASE_URL, SWITCH, VARIABLES } from './environment.js';
import { type Settings, table } from './options.js';
import { describe } from './runtime/errors.js';
import { findNearest } from './runtime/nearest-name.js';

/** So many misspelt variables are told of. */
const MOST_UNKNOWN = 5;

/** Those that users set. */
const USERS: readonly string[] = [SWITCH, LEASE_URL, ...Object.values(VARIABLES)];

/** Reads the options from the environment; a wrong one is reported and left out. */
export function readOptions(
	env: NodeJS.ProcessEnv,
	onWrong: (line: string) => void,
): Partial<Settings> {
	const read: Record<string, unknown> = {};
	for (const [name, option] of Object.entries(table)) {
		const text = env[option.variable]?.trim();
		if (!text) continue;
		try {
			const value = option.check(option.parse(text, env), option.variable);
			// A parent that is named by its own variable inherits it, as its children do.
			const isOurselves = name === 'pid' && (value as number[]).includes(process.pid);
			if (!isOurselves) read[name] = value;
		} catch (error) {
			onWrong(`${describeWrong(option, error as Error)}; the default is used`);
		}
	}
	for (const name of listUnknown(env).slice(0, MOST_UNKNOWN)) {
		const nearest = findNearest(name, USERS);
		onWrong(`there is no variable ${describe(name)}, did you mean ${nearest}? It is ignored`);
	}
	return read;
}

/** Those that are named like ours and say something, but that nobody reads: most are misspelt. */
function listUnknown(env: NodeJS.ProcessEnv): string[] {
	return Object.keys(env).filter((name) => {
		return isNamedLikeOption(name) && !USERS.includes(name) && env[name]?.trim();
	});
}

function describeWrong({ variable, text }: { variable: string; text?: string }, error: Error) {
	if (!text) return error.message;
	return `${variable} must be ${text}, but is ${describe((error as { value?: unknown }).value)}`;
}
