/** What /proc says of a process: what it has used, and what it holds. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
	/** Processor time of all its threads, in ms. */
	cpu: number;
	/** How often a thread of its own accord gave the processor back, and so was woken before. */
	wakeUps: number;
}

export interface Holding {
	/** Its share of all memory, in MB. */
	pss: number;
	threads: number;
	descriptors: number;
}

/** https://docs.kernel.org/scheduler/sched-stats.html: the first number is the time on a processor in ns. */
export function readUsage(pid: number): Usage {
	const usage = { cpu: 0, wakeUps: 0 };
	for (const task of readdirSync(`/proc/${pid}/task`)) {
		const folder = `/proc/${pid}/task/${task}`;
		usage.cpu += Number(readFileSync(`${folder}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
		const status = readFileSync(`${folder}/status`, 'latin1');
		usage.wakeUps += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
	}
	return usage;
}

export function readHolding(pid: number): Holding {
	return {
		pss: readPss(pid),
		threads: readdirSync(`/proc/${pid}/task`).length,
		descriptors: readdirSync(`/proc/${pid}/fd`).length,
	};
}

/** In MB. */
export function readPss(pid: number | 'self'): number {
	const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
	return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024;
}

/** All that it has started, and what those have. */
export function descendants(pid: number): number[] {
	let children: number[] = [];
	for (const task of readdirSync(`/proc/${pid}/task`)) {
		const list = readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim();
		children = children.concat(list ? list.split(' ').map(Number) : []);
	}
	return children.flatMap((child) => [child, ...descendants(child)]);
}
