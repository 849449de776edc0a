/** Families that are being ended, all of which are looked at with one process table. */
import { monotonic } from '../runtime/clock.js';
import { inSlices, nextTurn } from '../runtime/slices.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import { toKey } from './identity.js';
import type { Family } from './members.js';
import type { Snapshot } from './snapshot.js';
import { takeSnapshot } from './take-snapshot.js';

/**
 * The pause between two tables, in ms; and as long as it takes to read one, unless somebody may be known to be
 * gone by the next one.
 */
const SHORTEST_PAUSE = 20;
const LONGEST_PAUSE = 100;

export type Act = 'nothing' | 'terminate' | 'kill';

const all = new Set<WatchedFamily>();
let isLooking = false;
let wake = () => {};

export class WatchedFamily {
	/** Resolves once nobody is left in it. */
	readonly isGone: Promise<void>;
	#act: Act = 'nothing';
	#timesEmpty = 0;
	#onGone = () => {};
	readonly #onLook: (() => void)[] = [];

	constructor(readonly family: Family) {
		this.isGone = new Promise((resolve) => {
			this.#onGone = resolve;
		});
		all.add(this);
		wake();
		if (!isLooking) void lookAtAll();
	}

	/** What is done with those who are found, from now on; resolves when it has been done for the first time. */
	act(act: Act): Promise<void> {
		this.#act = act;
		wake();
		return new Promise((resolve) => this.#onLook.push(resolve));
	}

	leave(): void {
		all.delete(this);
		if (all.size === 0) wake();
	}

	/** Whether the next table will tell that nobody is left. */
	get isDoubtful(): boolean {
		return this.#timesEmpty === 1;
	}

	/** A table that cannot be read now does not say that nobody is there. */
	look(snapshot: Snapshot | undefined): void {
		if (snapshot) this.#look(snapshot);
		for (const resolve of this.#onLook.splice(0)) resolve();
	}

	#look(snapshot: Snapshot): void {
		const { family } = this;
		if (family.look(snapshot)) {
			this.#timesEmpty = 0;
			if (this.#act === 'terminate') family.terminate();
			if (this.#act === 'kill') family.kill(snapshot);
			return;
		}
		// Who forks and ends while a table is read may be missing in it, and the fork as well: two in a row tell.
		this.#timesEmpty += 1;
		if (this.#timesEmpty >= (family.plan.tree ? 2 : 1)) this.#onGone();
	}
}

async function lookAtAll(): Promise<void> {
	isLooking = true;
	let pause = SHORTEST_PAUSE;
	// All that is asked for in this turn is served by one table.
	await nextTurn();
	while (all.size > 0) {
		const startedAt = monotonic();
		const watched = [...all];
		const snapshot = await take(watched);
		await inSlices(watched, (one) => one.look(snapshot));
		const isUrgent = watched.some(({ isDoubtful }) => isDoubtful);
		const shortest = isUrgent ? 0 : monotonic() - startedAt;
		const isWoken = await sleep(Math.max(SHORTEST_PAUSE, shortest), isUrgent ? 0 : pause);
		pause = isWoken ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, pause * 1.5);
	}
	isLooking = false;
}

async function take(watched: readonly WatchedFamily[]): Promise<Snapshot | undefined> {
	const families = watched.map(({ family }) => family);
	const plans = families.map(({ plan }) => plan);
	const trees = plans.filter(({ tree }) => tree);
	try {
		return await takeSnapshot({
			roots: plans.flatMap(({ root }) => root ?? []),
			isAlone: trees.length === 0,
			since: Math.min(...trees.map(({ root }) => root?.start ?? 0)),
			known: new Set(families.flatMap(({ members }) => members.map(toKey))),
		});
	} catch {
		return undefined;
	}
}

/** Returns whether it was woken; never before `shortest` ms, nor after both. */
function sleep(shortest: number, longest: number): Promise<boolean> {
	return new Promise((resolve) => {
		let isWoken = false;
		const startedAt = monotonic();
		const end = () => {
			clearTimeout(timer);
			wake = () => {};
			resolve(isWoken);
		};
		let timer = setTimeout(end, Math.max(shortest, longest));
		wake = () => {
			if (isWoken) return;
			isWoken = true;
			clearTimeout(timer);
			timer = setTimeout(end, startedAt + shortest - monotonic());
		};
	});
}
