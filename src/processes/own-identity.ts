/** Tells our descendants who we are, through shells and npm too. */
import { CHILD, LIFELINE, PARENT, readInherited, SCOPE } from '../environment.js';
import { readMoment } from '../runtime/clock.js';
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

interface LineDescriptors {
	descriptor: number;
	guardLine: number | undefined;
}

/**
 * Names us as the parent, and the lifeline that we hold; returns the supervision id by which all that the
 * child starts is known. A child of a supervised child carries the ids of both. A process may have many
 * supervisors, in other threads and of other copies of this package, and no two children of theirs may
 * have the same id: what they share is the clock.
 */
export function writeSupervision(
	env: NodeJS.ProcessEnv,
	{ descriptor, guardLine }: LineDescriptors,
): string {
	writeOwnIdentity(env);
	const ours = env[PARENT] as string;
	const id = `${ours}:${readMoment()}`;
	env[LIFELINE] = `${descriptor}:${ours}${guardLine === undefined ? '' : `:${guardLine}`}`;
	env[CHILD] = env[CHILD] ? `${env[CHILD]},${id}` : id;
	return id;
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
