/** Tells our descendants who we are, through shells and npm too. */
import { PARENT, readInherited, SCOPE } from '../environment.js';
import { readNamespaces, readSelf } from './proc.js';

/** Returns what undoes it. */
export function writeOwnIdentity(env: NodeJS.ProcessEnv): () => void {
	const { start, session } = readSelf();
	const { parent, scope } = readInherited(env);
	const ours = {
		parent: `${process.pid}:${start}`,
		scope: `${session ?? ''}:${readNamespaces()}`,
	};
	env[PARENT] = ours.parent;
	env[SCOPE] = ours.scope;
	return () => {
		restore(env, PARENT, ours.parent, parent);
		restore(env, SCOPE, ours.scope, scope);
	};
}

function restore(
	env: NodeJS.ProcessEnv,
	name: string,
	ours: string,
	before: string | undefined,
): void {
	if (env[name] !== ours) return;
	if (before === undefined) delete env[name];
	else env[name] = before;
}
