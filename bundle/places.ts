/** Which modules belong to one input alone: to an entrance, or to a part that is required when it is needed. */
export type ModuleInfo = (id: string) => { importers: string[]; importedIds: string[] } | null;

export class Places {
	/** The inputs whose files hold them, and what they alone need. */
	readonly #owners: Set<string>;

	constructor(
		inputs: readonly string[],
		private readonly info: ModuleInfo,
	) {
		this.#owners = new Set(inputs);
		// Were an input in a file of its own that shared modules import, while it imports shared modules, the
		// files would require each other in a circle: then it is a shared module itself.
		const isShared = (input: string) => this.#importers(input).some((id) => !this.isOwned(id));
		for (let input: string | undefined; ; ) {
			input = [...this.#owners].find(isShared);
			if (input === undefined) break;
			this.#owners.delete(input);
		}
	}

	/** Whether all ways to it go through the same input. */
	isOwned(id: string): boolean {
		if (this.#owners.has(id)) return true;
		const above = collect(id, (of) => (this.#owners.has(of) ? [] : this.#importers(of)));
		return [...above].filter((of) => this.#owners.has(of)).length === 1;
	}

	#importers(id: string): string[] {
		return this.info(id)?.importers ?? [];
	}
}

/** All that can be reached from `start` by steps of `next`, with `start` itself. */
export function collect(start: string, next: (id: string) => readonly string[]): Set<string> {
	const found = new Set([start]);
	// A set that grows is walked to its end.
	for (const id of found) for (const other of next(id)) found.add(other);
	return found;
}
