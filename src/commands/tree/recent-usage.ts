import type { TreeNode } from './forest.js';
import { walk } from './forest.js';

/** What each process has used of a processor since it was last looked at, in per cent. */
export class RecentUsage {
	#last = new Map<string, { cpuTime: number; elapsed: number }>();

	/** Puts it in the place of the share since the start of the process, where it was seen before. */
	apply(roots: readonly TreeNode[]): void {
		const seen = new Map<string, { cpuTime: number; elapsed: number }>();
		for (const node of walk(roots)) {
			const { usage } = node;
			if (!usage) continue;
			const key = keyOf(node);
			const before = this.#last.get(key);
			seen.set(key, { cpuTime: usage.cpuTime, elapsed: usage.elapsed });
			const time = usage.elapsed - (before?.elapsed ?? 0);
			if (before && time > 0)
				node.usage = { ...usage, cpu: ((usage.cpuTime - before.cpuTime) / time) * 100 };
		}
		this.#last = seen;
	}
}

/** By which a process is the same one in the next look. */
export function keyOf({ process }: TreeNode): string {
	return `${process.pid}:${process.start}`;
}
