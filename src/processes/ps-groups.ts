import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { debug } from '../runtime/diagnostics.js';
import { isWindows } from '../runtime/system.js';

export interface GroupRow {
	pgrp: number;
	/** A zombie: `ps` marks it with Z in its state. https://man.freebsd.org/cgi/man.cgi?ps(1) */
	hasEnded: boolean;
}

/** What ps-list does not tell, by pid; empty where there is no `ps`. */
export async function readGroups(): Promise<Map<number, GroupRow>> {
	const groups = new Map<number, GroupRow>();
	if (isWindows) return groups;
	try {
		const options = { encoding: 'utf8', maxBuffer: 64e6, timeout: 5000 } as const;
		const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,pgid=,stat='], options);
		for (const line of stdout.split('\n')) {
			const [pid, pgrp, state] = line.trim().split(/\s+/);
			if (!state) continue;
			groups.set(Number(pid), { pgrp: Number(pgrp), hasEnded: state.startsWith('Z') });
		}
	} catch (error) {
		debug('ps failed: %s', (error as Error).message);
	}
	return groups;
}
