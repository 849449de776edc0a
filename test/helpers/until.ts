/** What no event tells: states of processes that are not our children. */
import { readFileSync } from 'node:fs';

/** Asks again and again until it is so; fails after `ms` with what is waited for. */
export async function until(
	what: string,
	isSo: () => boolean | Promise<boolean>,
	ms = 20_000,
): Promise<void> {
	const deadline = performance.now() + ms;
	while (!(await isSo())) {
		if (performance.now() > deadline) throw new Error(`after ${ms} ms, still not: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** The same for what is looked for: returns it. */
export async function untilFound<T>(what: string, find: () => T | undefined): Promise<T> {
	let found: T | undefined;
	await until(what, () => {
		found = find();
		return found !== undefined;
	});
	return found as T;
}

/** Whether no process has that pid, or only what is left of one. */
export function isGone(pid: number): boolean {
	try {
		return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return true;
	}
}

export function untilGone(pid: number): Promise<void> {
	return until(`pid ${pid} is gone`, () => isGone(pid));
}
