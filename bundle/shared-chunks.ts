/**
 * Which file holds a module that more than one input needs. A process must not load what only others
 * need, and each file costs it about 0.35 ms (`bench/loading.ts`).
 */
import type { CodeSplittingGroup } from 'rolldown';
import type { LazyParts } from './lazy-parts.js';
import { collect, type ModuleInfo, Places } from './places.js';

/** The entrance that every process of a tree may load: it gets all that it needs in one further file. */
const PRELOAD = 'register';
/** The parts that a process with a hook has: what they need at once is in the same further file. */
const CORE = [
	...['watchdog-watchdog', 'watchdog-create-shutdown'],
	...['watchdog-create-session', 'detection-sources-push'],
];
/** The part that stands between a caller and any program: it loads no more than it needs. */
const RUN = 'commands-run-run-program';

type Sets = readonly (readonly [entrance: string, modules: ReadonlySet<string>])[];

export class SharedChunks {
	readonly group: CodeSplittingGroup;
	#places: Places | undefined;
	#atOnce: Sets = [];
	#atAll: Sets = [];
	#core: ReadonlySet<string> = new Set();
	#run: ReadonlySet<string> = new Set();

	constructor(
		private readonly entrances: Record<string, string>,
		private readonly lazyParts: LazyParts,
	) {
		this.group = {
			debugName: 'what inputs share',
			name: (id, context) => this.#nameChunk(id, (of) => context.getModuleInfo(of)),
		};
	}

	/** `null`: it stays in the file of the input that it belongs to. */
	#nameChunk(id: string, info: ModuleInfo): string | null {
		const [, dependency] = /[\\/]node_modules[\\/]([\w-]+)[\\/]/.exec(id) ?? [];
		if (dependency) return dependency;
		if (!this.#places) this.#read(info);
		const isNeeded = ([, modules]: Sets[number]) => modules.has(id);
		const [, preload] = this.#atOnce[0] ?? [];
		if (preload?.has(id)) return id === this.entrances[PRELOAD] ? null : 'preload';
		if (this.#places?.isOwned(id)) return null;
		if (this.#core.has(id)) return 'core';
		if (this.#run.has(id)) return 'run-shared';
		// What starts with a program is apart from what it may load later.
		const [atOnce] = this.#atOnce.find(isNeeded) ?? [];
		if (atOnce) return `${atOnce}-shared`;
		const [first] = this.#atAll.find(isNeeded) ?? [];
		return `${first}-parts`;
	}

	/** After the preload, who reaches least comes first: the first to reach a module gives its file the name. */
	#read(info: ModuleInfo): void {
		const { requires, inputs } = this.lazyParts;
		const imported = (id: string) => info(id)?.importedIds ?? [];
		const all = (id: string) => [...imported(id), ...(requires.get(id) ?? [])];
		const reach = (next: typeof all): Sets =>
			Object.entries(this.entrances).map(([name, file]) => [name, collect(file, next)]);
		const sizes = new Map(reach(all).map(([name, { size }]) => [name, size]));
		const rank = ([name]: Sets[number]) => (name === PRELOAD ? 0 : (sizes.get(name) ?? 0));
		const sort = (sets: Sets) => [...sets].sort((a, b) => rank(a) - rank(b));
		this.#atOnce = sort(reach(imported));
		this.#atAll = sort(reach(all));
		this.#core = new Set(CORE.flatMap((part) => [...collect(inputs[part] as string, imported)]));
		this.#run = collect(inputs[RUN] as string, imported);
		this.#places = new Places([...Object.values(this.entrances), ...Object.values(inputs)], info);
	}
}
