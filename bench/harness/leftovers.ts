/** What a peer leaves behind, such as a helper process that outlives its parent, has our mark in its environment. */
import { readdirSync, readFileSync } from 'node:fs';
import { endProcess } from './end-process.js';
import { MARK } from './environment.js';

/** Ends all that this run has started and that is still there. Only while nothing is being measured. */
export function endLeftovers(): void {
	for (const pid of listProcesses()) {
		if (pid !== process.pid && hasMark(pid)) endProcess(pid);
	}
}

function listProcesses(): number[] {
	try {
		return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
	} catch {
		// Elsewhere nobody can be asked for that.
		return [];
	}
}

function hasMark(pid: number): boolean {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(MARK);
	} catch {
		// It has ended, or is somebody else's.
		return false;
	}
}
