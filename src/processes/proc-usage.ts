/** What `/proc` says a process uses: no tool is run for it, and no descriptor stays open. */
import { inSlices } from '../runtime/slices.js';
import { readFileSync } from '../runtime/system.js';

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

/** A clock tick in ms: `USER_HZ` is 100 on all that Node runs on. https://man7.org/linux/man-pages/man7/time.7.html */
const TICK = 10;

export async function readProcUsage(pids: readonly number[]): Promise<Map<number, Usage>> {
	const usage = new Map<number, Usage>();
	const uptime = Number.parseFloat(read('/proc/uptime')) * 1e3;
	const pageSize = measurePageSize();
	await inSlices(pids, (pid) => {
		const fields = readFields(pid);
		if (!fields) return;
		const { userTime, systemTime, start, pages } = fields;
		const cpuTime = (userTime + systemTime) * TICK;
		const elapsed = uptime - start * TICK;
		const cpu = elapsed > 0 ? (cpuTime / elapsed) * 100 : 0;
		usage.set(pid, { cpu, cpuTime, memory: pages * pageSize, elapsed });
	});
	return usage;
}

interface Fields {
	/** In ticks. */
	userTime: number;
	systemTime: number;
	/** In ticks since boot. */
	start: number;
	/** Resident. */
	pages: number;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readFields(pid: number | 'self'): Fields | undefined {
	const line = read(`/proc/${pid}/stat`);
	const fields = line
		.slice(line.lastIndexOf(')') + 2)
		.split(' ')
		.map(Number);
	const [userTime, systemTime, start, pages] = [fields[11], fields[12], fields[19], fields[21]];
	if (userTime === undefined || systemTime === undefined) return undefined;
	return start === undefined || pages === undefined
		? undefined
		: { userTime, systemTime, start, pages };
}

/** Node says in bytes what `/proc` says in pages; it is a power of two. */
function measurePageSize(): number {
	const { pages = 0 } = readFields('self') ?? {};
	return pages > 0 ? 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages)) : 4096;
}

function read(path: string): string {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		// It is gone, or no descriptor is left.
		return '';
	}
}
