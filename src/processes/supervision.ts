/** Tells a child by its environment that it is supervised. */
import { CHILD, LIFELINE, PARENT } from '../environment.js';
import { readMoment } from '../runtime/clock.js';
import { writeOwnIdentity } from './own-identity.js';

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
