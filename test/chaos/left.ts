/** Who is left of a round: found by its name in the environment, which all of its processes inherit. */
import { readdirSync, readFileSync } from 'node:fs';

/** Set in every process of a round. */
export const ROUND = 'CHAOS_ROUND';

export interface Left {
	pid: number;
	description: string;
}

export function findLeft(round: string): Left[] {
	return readdirSync('/proc').flatMap((entry) => {
		if (!/^\d+$/.test(entry)) return [];
		try {
			const variables = readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0');
			if (!variables.includes(`${ROUND}=${round}`)) return [];
			const words = readFileSync(`/proc/${entry}/cmdline`, 'latin1').replaceAll('\0', ' ');
			const stat = readFileSync(`/proc/${entry}/stat`, 'latin1').trim();
			return [{ pid: Number(entry), description: `${words} (stat ${stat})` }];
		} catch {
			// It has ended meanwhile.
			return [];
		}
	});
}
