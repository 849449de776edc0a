/** Where there is no `/proc` (macOS, Windows): what the process table and `ps` tell, slowly. */
import { canSeeOthers } from '../processes/proc.js';
import { listProcesses } from '../processes/table.js';
import { checkAges } from './age.js';
import type { Detection } from './detection.js';
import { createTarget } from './target.js';

export function checkWithoutProc(
	detection: Detection,
	{ ancestors, pid }: { ancestors: number; pid: readonly number[] },
): () => void {
	if (!canSeeOthers()) return () => {};
	if (pid.length === 0 && ancestors > 1) void addAncestors(detection, ancestors);
	// `process.ppid` is exact for a direct parent; only other pids can be reused unnoticed.
	const { targets } = detection;
	if (ancestors === 1 && targets.every(({ direct }) => direct)) return () => {};
	return checkAges(targets, () => detection.check('poll'));
}

async function addAncestors(detection: Detection, ancestors: number): Promise<void> {
	const rows = await listProcesses();
	const parents = new Map(rows?.map(({ pid, ppid }) => [pid, ppid]));
	let pid = detection.targets[0]?.pid ?? 0;
	for (let generation = 1; generation < ancestors; generation++) {
		pid = parents.get(pid) ?? 0;
		if (pid <= 1) return;
		detection.targets.push(createTarget(pid, 0));
	}
}
