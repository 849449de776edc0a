/** Does all jobs, at most so many at a time; the results are in the order of the jobs. */
export async function inLanes<T>(lanes: number, jobs: readonly (() => Promise<T>)[]): Promise<T[]> {
	const results: T[] = [];
	let next = 0;
	const work = async () => {
		for (let index = next++; index < jobs.length; index = next++) {
			results[index] = await (jobs[index] as () => Promise<T>)();
		}
	};
	await Promise.all(Array.from({ length: lanes }, work));
	return results;
}

/** In random order: nobody is always the first. */
export function shuffle<T>(list: readonly T[]): T[] {
	const keyed = list.map((item) => ({ item, key: Math.random() }));
	return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
