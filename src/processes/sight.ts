/** What it takes to see other processes, looked for before it is needed. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, isWindows } from '../runtime/system.js';
import { canSeeOthers } from './proc.js';

/** What is missing; `undefined` where nothing is. Windows has it in a package of ours. */
export function findBlindness(): string | undefined {
	if (isWindows) return undefined;
	if (process.platform === 'linux') {
		return canSeeOthers() ? undefined : 'there is no /proc that numbers processes as we do';
	}
	const folders = (env.PATH ?? '').split(delimiter);
	return folders.some((folder) => existsSync(join(folder, 'ps')))
		? undefined
		: 'there is no ps in PATH';
}
