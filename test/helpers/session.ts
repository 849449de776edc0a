import { readFileSync } from 'node:fs';

/** The session of this process, the sixth field of its stat. */
export function readSessionId(): number {
	return Number(readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ')[3]);
}
