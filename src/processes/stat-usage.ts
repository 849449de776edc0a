/**
 * What a line of `/proc/<pid>/stat` says of usage: for whoever has read the table, there is nothing more to
 * read. pidusage opens and reads each file anew, twice, which is 100 ms of processor time for 500 processes.
 */
import { endianness } from 'node:os';
import { round } from '../runtime/clock.js';
import { readFileSync } from '../runtime/system.js';
import type { ProcessStat } from './stat.js';

/** What a process uses. */
export interface Usage {
	/** Share of one processor since its start, in per cent. */
	cpu: number;
	/** The processor time that it has used since, in ms. */
	cpuTime: number;
	/** Resident memory in bytes. */
	memory: number;
	/** How long it has been running, in ms. */
	elapsed: number;
}

export type StatUsage = (stat: ProcessStat) => Usage;

/** `undefined` where the units cannot be read: pidusage then asks getconf(1). */
export function createStatUsage(): StatUsage | undefined {
	const units = readUnits();
	const uptime = readUptime();
	if (!units || uptime === undefined) return undefined;
	const { ticks, page } = units;
	return ({ cpuTicks, start, pages }) => {
		const cpuTime = (cpuTicks * 1000) / ticks;
		const elapsed = Math.max(0, uptime - (start * 1000) / ticks);
		const cpu = elapsed > 0 ? (cpuTime / elapsed) * 100 : 0;
		return { cpu, cpuTime, memory: pages * page, elapsed: round(elapsed) };
	};
}

/** Milliseconds since boot, on the clock that start times are counted by: proc_uptime(5). */
function readUptime(): number | undefined {
	try {
		return Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 1000 || undefined;
	} catch {
		return undefined;
	}
}

/** `AT_PAGESZ` and `AT_CLKTCK`: https://man7.org/linux/man-pages/man3/getauxval.3.html */
const PAGE_SIZE = 6;
const CLOCK_TICKS = 17;

/** What the kernel has told this process when it was started, in pairs of words: proc_pid_auxv(5). */
function readUnits(): { ticks: number; page: number } | undefined {
	try {
		const auxv = readFileSync('/proc/self/auxv');
		const size = process.arch === 'arm' || process.arch === 'ia32' ? 4 : 8;
		const low = (at: number) =>
			endianness() === 'LE' ? auxv.readUInt32LE(at) : auxv.readUInt32BE(at + size - 4);
		const values = new Map<number, number>();
		for (let at = 0; at + 2 * size <= auxv.length; at += 2 * size)
			values.set(low(at), low(at + size));
		const [page, ticks] = [values.get(PAGE_SIZE), values.get(CLOCK_TICKS)];
		return page && ticks ? { page, ticks } : undefined;
	} catch {
		return undefined;
	}
}
