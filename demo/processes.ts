/** What the process table says about the family: ps-list and pidusage, as the package itself uses them. */
import { setTimeout as delay } from 'node:timers/promises';
import { listProcesses, type ProcessRow } from '../src/processes/table.js';
import { readUsage } from '../src/processes/usage.js';

export interface Member extends ProcessRow {
	/** How many generations below the root. */
	depth: number;
	/** Share of a processor since its start in per cent, and resident memory in bytes. */
	cpu: number | undefined;
	memory: number | undefined;
}

/** A process and all its descendants, each below its parent. */
export async function listFamily(root: number): Promise<Member[]> {
	const rows = (await scan()) ?? [];
	const found = rows
		.filter(({ pid }) => pid === root)
		.flatMap((row) => [{ ...row, depth: 0 }, ...descendantsOf(row, rows, 1)]);
	const usage = await readUsage(found.map(({ pid }) => pid));
	return found.map((row) => {
		const { cpu, memory } = usage.get(row.pid) ?? {};
		return { ...row, cpu, memory };
	});
}

/** Those who are still there; `undefined` where the process table cannot be read. */
export async function findLeft(family: readonly Member[]): Promise<Member[] | undefined> {
	const rows = await scan();
	if (!rows) return undefined;
	return family.filter((member) => rows.some((row) => isSame(row, member)));
}

/** `ps` must not hold up the demo for ever. */
function scan(): Promise<ProcessRow[] | undefined> {
	return Promise.race([listProcesses(), delay(5000, undefined, { ref: false })]);
}

function descendantsOf(
	{ pid }: ProcessRow,
	rows: readonly ProcessRow[],
	depth: number,
): (ProcessRow & { depth: number })[] {
	return rows
		.filter(({ ppid }) => ppid === pid)
		.flatMap((row) => [{ ...row, depth }, ...descendantsOf(row, rows, depth + 1)]);
}

/**
 * The command line tells a reused pid from its former owner, and a zombie from a live process: it has
 * none any more, and `ps` says "<defunct>" instead.
 */
function isSame(row: ProcessRow, member: ProcessRow): boolean {
	return row.pid === member.pid && row.cmd === member.cmd;
}
