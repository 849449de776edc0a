/** What ps-list does not tell: groups and states, as the `ps` of macOS and the BSDs writes them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { debug } from '../runtime/diagnostics.js';

export interface GroupRow {
	pgrp: number;
	/** A zombie: `ps` marks it with Z in its state. https://man.freebsd.org/cgi/man.cgi?ps(1) */
	hasEnded: boolean;
}

/** By pid; empty where there is no `ps`, or it does not answer. */
export async function readGroups(): Promise<Map<number, GroupRow>> {
	try {
		const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,pgid=,stat='], {
			encoding: 'utf8',
			maxBuffer: 64e6,
			timeout: 5000,
			killSignal: 'SIGKILL',
		});
		return parseGroups(stdout);
	} catch (error) {
		debug('ps failed: %s', (error as Error).message);
		return new Map();
	}
}

/** A `ps` that does not know these options may write something else instead: BusyBox's does. */
export function parseGroups(text: string): Map<number, GroupRow> {
	const rows = [...text.matchAll(/^ *(\d+) +(\d+) +([A-Z?]\S*) *$/gm)];
	return new Map(
		rows.map(([, pid, pgrp, state = '']) => [
			Number(pid),
			{ pgrp: Number(pgrp), hasEnded: state.startsWith('Z') },
		]),
	);
}
