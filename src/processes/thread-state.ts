import { pid, readFileSync } from '../runtime/system.js';

/** Two of them tell whether the main thread has only waited in between. */
export interface ThreadState {
	isAsleep: boolean;
	/** In clock ticks. */
	processorTime: number;
}

/**
 * What the main thread does, on Linux: a wait for a child is sleep, JavaScript that runs is not, even
 * where it gets no processor. Fields 3, 14 and 15:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function lookAtThread(): ThreadState | undefined {
	try {
		const line = readFileSync(`/proc/self/task/${pid}/stat`, 'latin1');
		const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
		return { isAsleep: fields[0] === 'S', processorTime: Number(fields[11]) + Number(fields[12]) };
	} catch {
		return undefined;
	}
}

export function hasOnlyWaited(before?: ThreadState, after?: ThreadState): boolean {
	if (!before?.isAsleep || !after?.isAsleep) return false;
	return before.processorTime === after.processorTime;
}
