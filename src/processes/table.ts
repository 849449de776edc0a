import { canSeeOthers, readStat } from '../detection/identity.js';
import { debug } from '../diagnostics.js';

/** A row of the process table. */
export interface ProcessRow {
	pid: number;
	ppid: number;
	name: string;
	/** The command line, where the system tells it. */
	cmd: string | undefined;
}

/**
 * All processes that we may see: from ps-list, or from `/proc` where there is no `ps`. `undefined`
 * where neither tells.
 */
export async function listProcesses(): Promise<ProcessRow[] | undefined> {
	if (!canSeeOthers()) return undefined;
	try {
		const { default: psList } = await import('ps-list');
		const rows = await psList();
		return rows.map(({ pid, ppid, name, cmd }) => ({ pid, ppid, name, cmd }));
	} catch (error) {
		debug('ps-list failed: %s', (error as Error).message);
		return readProc();
	}
}

function readProc(): ProcessRow[] | undefined {
	const { readdirSync, readFileSync } = require('node:fs') as typeof import('node:fs');
	try {
		return readdirSync('/proc').flatMap((entry) => {
			const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : undefined;
			if (!stat) return [];
			const words = readWords(`/proc/${entry}/cmdline`, readFileSync);
			const name = words[0] ?? `[${entry}]`;
			return [{ pid: stat.pid, ppid: stat.ppid, name, cmd: words.join(' ') || undefined }];
		});
	} catch {
		return undefined;
	}
}

function readWords(path: string, readFileSync: typeof import('node:fs').readFileSync): string[] {
	try {
		return readFileSync(path, 'utf8').split('\0').filter(Boolean);
	} catch {
		return [];
	}
}
