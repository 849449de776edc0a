import { basename } from 'node:path';
import { debug } from '../runtime/diagnostics.js';
import { pid as ourPid } from '../runtime/system.js';
import { askTool } from './ask-tool.js';
import { readCommandLine } from './command-line.js';
import { canSeeOthers } from './proc.js';
import { readProcTable } from './proc-table.js';

/** A row of the process table. */
export interface ProcessRow {
	pid: number;
	ppid: number;
	name: string;
	/** The command line, where the system tells it. */
	cmd: string | undefined;
	/** Milliseconds since the epoch, to a second or two; from ps alone, and not on Windows. */
	startTime: number | undefined;
}

/**
 * All processes that we may see: from ps-list, or from `/proc` where `ps` does not tell. `undefined`
 * where neither tells.
 */
export async function listProcesses(): Promise<ProcessRow[] | undefined> {
	if (!canSeeOthers()) return undefined;
	try {
		const rows = await askTool(askPsList);
		return rows.map(({ pid, ppid, name, cmd, startTime }) => {
			return { pid, ppid, name, cmd, startTime: startTime?.getTime() };
		});
	} catch (error) {
		debug('ps-list failed: %s', (error as Error).message);
		return readProc();
	}
}

/** @throws where it fails, or tells nothing: BusyBox's `ps` writes something else, and says that all is well */
export async function askPsList() {
	const { default: psList } = await import('ps-list');
	const rows = await psList();
	if (!rows.some(({ pid }) => pid === ourPid)) throw new Error('it does not list this process');
	return rows;
}

function readProc(): ProcessRow[] | undefined {
	return readProcTable()?.map(({ pid, ppid }) => readRow(pid, ppid));
}

/** What `/proc` tells of one. */
export function readRow(pid: number, ppid: number): ProcessRow {
	const words = readCommandLine(pid);
	const name = basename(words[0] ?? `[${pid}]`);
	return { pid, ppid, name, cmd: words.join(' ') || undefined, startTime: undefined };
}
