/** What the suspicion logic is meant to do, in so few lines that a reader can check each. */
import type { Source } from 'parent-watchdog';

export type Answer = 'alive' | 'gone' | 'unknown';

/** What tells of the parent, and what its end leads to. */
export interface World {
	/** What the targets are, each as a probe would answer now. */
	answers: Answer[];
	/** Whether a closed channel shows that the parent had died before. */
	wasAdopted: boolean;
	/** In ms. */
	now(): number;
	/** The parent is gone, it is the target with that index. Returns whether the process ends. */
	onGone(source: Source, target: number, suspectedAt: number): boolean;
}

/** How long the sources' word is probed, in ms. */
const BURST = 500;

interface Open {
	source: Source;
	since: number;
	heard: Set<Source>;
	/** When the burst ends, and when what waits for the verdict goes on at the latest. */
	until: number;
	heldUntil: number;
	closed: boolean;
	waiting: (() => void)[];
}

export class DetectionReference {
	#open: Open | undefined;
	#isOver = false;
	#atLoad: Source | undefined;
	#nextTurn: (() => void)[] = [];

	constructor(private readonly world: World) {}

	/** Something may have happened to the parent: each source has its burst; what waits, waits for all. */
	suspect(source: Source, closed: boolean, waiting?: () => void): void {
		if (this.#isOver) return;
		const isNew = this.#open === undefined;
		const since = this.world.now();
		const fresh = { source, since, heard: new Set<Source>(), until: 0, heldUntil: Infinity };
		this.#open ??= { ...fresh, closed: false, waiting: [] };
		if (!this.#open.heard.has(source)) this.#open.until = since + BURST;
		this.#open.heard.add(source);
		this.#open.closed ||= closed;
		if (waiting) this.#open.waiting.push(waiting);
		if (isNew) this.check(source);
	}

	/** Only who is certainly gone is gone, and whoever suspected it first has found it. */
	check(source: Source): void {
		if (this.#isOver || this.#answer !== 'gone') return;
		this.#decide(this.#open?.source ?? this.#atLoad ?? source, this.#open?.since);
	}

	checkSoon(source: Source): void {
		this.#atLoad = source;
		this.#nextTurn.push(() => {
			this.check(source);
			this.#atLoad = undefined;
		});
	}

	/** The parent said so itself. */
	conclude(source: Source): void {
		if (!this.#isOver) this.#decide(source, undefined, 0);
	}

	hold(ms: number, waiting: () => void): void {
		if (!this.#open) return waiting();
		this.#open.waiting.push(waiting);
		if (this.#open.heldUntil === Infinity) this.#open.heldUntil = this.world.now() + ms;
	}

	/** Nothing is decided any more, and nothing waits any more. */
	stop(): void {
		this.#isOver = true;
		this.#letGo();
	}

	/** Everything that is due before `time`, the first first; `at` says when it is. */
	passTo(time: number, at: (time: number) => void): void {
		for (;;) {
			for (const run of this.#nextTurn.splice(0)) run();
			const open = this.#open;
			if (open) this.check(open.source);
			if (this.#nextTurn.length > 0) continue;
			const due = Math.min(open?.until ?? Infinity, open?.heldUntil ?? Infinity);
			if (!open || open !== this.#open || due >= time) return;
			at(due);
			// An unknown parent that has closed the channel, or one that only adopted us, is gone.
			const isOut = open.closed && (this.#answer === 'unknown' || this.world.wasAdopted);
			if (due === open.until && isOut) this.#decide(open.source, open.since);
			else this.#letGo();
		}
	}

	/** Any of them gone means gone; all of them must be known to be alive to count as alive. */
	get #answer(): Answer {
		const { answers } = this.world;
		return (['gone', 'unknown'] as const).find((one) => answers.includes(one)) ?? 'alive';
	}

	#decide(source: Source, since = this.world.now(), target = this.#guilty): void {
		const open = this.#open;
		this.#open = undefined;
		this.#isOver = true;
		if (this.world.onGone(source, target, since)) return;
		this.#open = open;
		this.#letGo();
	}

	get #guilty(): number {
		return this.world.answers.indexOf(this.#answer);
	}

	#letGo(): void {
		this.#nextTurn.push(...(this.#open?.waiting ?? []));
		this.#open = undefined;
	}
}
