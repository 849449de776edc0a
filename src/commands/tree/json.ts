/** The tree as JSON; its shape is documented in docs/command.md. */
import type { TreeLine } from './lines.js';

export function toJson(lines: readonly TreeLine[], now: Date): object {
	return { time: now.toISOString(), processes: lines.map(toObject) };
}

function toObject({ node, depth }: TreeLine): object {
	const { process, usage, relations } = node;
	const { watching } = relations;
	return {
		pid: process.pid,
		ppid: process.ppid,
		depth,
		name: process.name,
		command: process.command,
		start: process.start,
		state: process.stat?.state ?? null,
		session: process.stat?.session ?? null,
		cpu: usage?.cpu ?? null,
		cpuTime: usage?.cpuTime ?? null,
		memory: usage?.memory ?? null,
		uptime: usage?.elapsed ?? null,
		watch: { state: watching.state, by: watching.by ?? null, pids: watching.pids },
		supervisor: relations.supervisor ?? null,
		supervises: relations.supervises,
		reaper: relations.reaper ?? null,
		reaperOf: relations.reaperOf ?? null,
		orphanOf: relations.orphanOf ?? null,
	};
}
