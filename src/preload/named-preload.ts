/**
 * Descendants that start in another folder do not find the preload by its name, and Node would end them at
 * their start: so what they inherit names it by its path.
 */
import { quotePath } from '../runtime/node-options.js';

const NAME = 'parent-watchdog/register';
const BY_NAME =
	/((?:^|\s)(--import|--require|-r|--preload)(?:\s+|=))("?)parent-watchdog\/register\3(?=\s|$)/g;

/** `file` is the preload itself. */
export function nameByPath(env: NodeJS.ProcessEnv, file: string): void {
	for (const variable of ['NODE_OPTIONS', 'BUN_OPTIONS']) {
		const given = env[variable];
		if (!given?.includes(NAME)) continue;
		env[variable] = given.replace(BY_NAME, (_, before: string, option: string) => {
			return before + quotePath(option === '--import' ? urlOf(file) : file);
		});
	}
}

/** On Windows `--import` takes no path: https://nodejs.org/api/cli.html#--importmodule */
function urlOf(file: string): string {
	const { pathToFileURL } = require('node:url') as typeof import('node:url');
	return pathToFileURL(file).href;
}
