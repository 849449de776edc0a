/**
 * Which file holds a module that more than one input needs. A process must not load what only others
 * need, and each file costs it about 0.35 ms (`bench/startup.ts`).
 */
import type { CodeSplittingGroup } from 'rolldown';
import type { LazyParts } from './lazy-parts.js';

/** The entrance that every process of a tree may load: it gets all that it needs in one further file. */
const PRELOAD = 'register';

type ModuleInfo = (id: string) => { importers: string[]; importedIds: string[] } | null;

export class SharedChunks {
	readonly group: CodeSplittingGroup;
	#reached: Map<string, ReadonlySet<string>> | undefined;
	readonly #inputs: ReadonlySet<string>;

	constructor(
		private readonly entrances: Record<string, string>,
		private readonly lazyParts: LazyParts,
	) {
		this.#inputs = new Set([...Object.values(entrances), ...Object.values(lazyParts.inputs)]);
		this.group = {
			debugName: 'what inputs share',
			name: (id, context) => this.#nameChunk(id, (of) => context.getModuleInfo(of)),
		};
	}

	/** `null`: it stays in the one file that needs it. */
	#nameChunk(id: string, info: ModuleInfo): string | null {
		const importers = collect(id, (of) => info(of)?.importers ?? []);
		const preload = this.entrances[PRELOAD] as string;
		if (importers.has(preload)) return id === preload ? null : 'preload';
		const inputs = [...importers].filter((file) => this.#inputs.has(file));
		if (inputs.length < 2) return null;
		this.#reached ??= this.#reachFromEntrances(info);
		for (const [entrance, reached] of this.#reached) {
			if (reached.has(id)) return entrance === PRELOAD ? 'core' : `${entrance}-shared`;
		}
		throw new Error(`no entrance reaches ${id}`);
	}

	/**
	 * All that an entrance may ever load, whether at once or when it is needed. After the preload, who
	 * reaches least comes first: the first to reach a module gives its file the name.
	 */
	#reachFromEntrances(info: ModuleInfo): Map<string, ReadonlySet<string>> {
		const needs = (id: string) => [
			...(info(id)?.importedIds ?? []),
			...(this.lazyParts.requires.get(id) ?? []),
		];
		const sets = Object.entries(this.entrances).map(
			([name, file]) => [name, collect(file, needs)] as const,
		);
		const rank = ([name, set]: (typeof sets)[number]) => (name === PRELOAD ? 0 : set.size);
		return new Map(sets.sort((a, b) => rank(a) - rank(b)));
	}
}

/** All that can be reached from `start` by steps of `next`, with `start` itself. */
function collect(start: string, next: (id: string) => readonly string[]): Set<string> {
	const found = new Set([start]);
	// A set that grows is walked to its end.
	for (const id of found) for (const other of next(id)) found.add(other);
	return found;
}
