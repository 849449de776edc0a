import type { ParentEnd, Source, Verdict } from '../protocol/verdict.js';
import { now } from '../runtime/clock.js';
import { setImmediate } from '../runtime/system.js';
import { ClosedChannel } from './closed-channel.js';
import { probeAll } from './probe.js';
import { announce, BURST, type Finding, pause, Suspicion, scheduleProbe } from './suspicion.js';
import type { Target } from './target.js';

/** Where all sources meet. Nothing else decides that a parent is gone. */
export class Detection {
	targets: Target[] = [];
	/** Whether hooks wait for the verdict: then the burst may hold the event loop for its first 5 ms. */
	isUrgent = false;
	/**
	 * For a thread that probes as well. Told with ms when a closed channel will count as the parent's end,
	 * though no probe says so, unless something else comes of it by then; and with nothing once it is over.
	 */
	onInconclusive: ((ms?: number) => void) | undefined;
	/** For the same thread: not 0 once the lease has ended, which yet another thread finds out. */
	leaseEnded: Int32Array | undefined;
	/** Told whether a suspicion is open. */
	onSuspicion: ((isOpen: boolean) => void) | undefined;
	suspicion: Suspicion | undefined;
	#deferred: Source | undefined;
	#ended = false;
	#isGone = false;

	constructor(
		/** Returns whether the process ends; if not, what was held back goes on. */
		private readonly onGone: (verdict: Verdict) => boolean,
		readonly channel = new ClosedChannel(),
	) {}

	isAlive(): boolean {
		return !this.#isGone && probeAll(this.targets, true).answer !== 'gone';
	}

	/** One probe, no burst: for a poll tick, the load and the end of the event loop. */
	check(source: Source): void {
		if (this.#ended) return;
		const { answer, pid: parentPid } = probeAll(this.targets, source !== 'poll');
		if (answer !== 'gone') return;
		const detectedBy = this.suspicion?.source ?? this.#deferred ?? source;
		this.#decide({ parentPid, detectedBy, suspectedAt: this.suspicion?.since ?? now() });
	}

	/** What is found now is decided a turn later, when the program had its own turn to register hooks. */
	checkSoon(source: Source): void {
		this.#deferred = source;
		setImmediate(() => {
			this.check(source);
			this.#deferred = undefined;
		});
	}

	/** Probes at once, and again in a fast burst, before the suspicion is dropped. */
	suspect(source: Source, closed: boolean, cleared?: () => void): void {
		if (this.#ended) return;
		const isNew = this.suspicion === undefined;
		this.suspicion ??= new Suspicion(source);
		const { suspicion } = this;
		suspicion.add(source, closed, cleared);
		if (isNew) {
			this.onSuspicion?.(true);
			this.#probe(suspicion);
		}
		this.#reportInconclusive(suspicion);
	}

	/** The parent has said so itself, or its lease has: no probe is needed. */
	conclude(source: Source, end: ParentEnd = 'parent-gone'): void {
		const parentPid = source === 'lease' ? undefined : this.targets[0]?.pid;
		if (!this.#ended) this.#decide({ parentPid, detectedBy: source, suspectedAt: now() }, end);
	}

	/** Keeps the event loop going for up to `ms` while a suspicion is open; `released` comes last. */
	hold(ms: number, released: () => void): void {
		const suspicion = this.suspicion;
		if (!suspicion) return released();
		suspicion.hold(ms, released, () => {
			this.check(suspicion.source);
			this.#close()?.release();
		});
	}

	/** The process would end by something else: the suspicion is decided here and now. */
	settle(): void {
		const { suspicion } = this;
		while (suspicion && this.suspicion === suspicion) {
			pause(1);
			if (suspicion.age < BURST) this.check(suspicion.source);
			else this.#probe(suspicion);
		}
	}

	/** Nothing is decided any more; what was held back goes on. */
	stop(): void {
		this.#ended = true;
		this.#close()?.release();
	}

	/** Ends the suspicion. What it holds back is still to be released. */
	#close(): Suspicion | undefined {
		const { suspicion } = this;
		if (!suspicion) return undefined;
		this.suspicion = undefined;
		this.onSuspicion?.(false);
		this.onInconclusive?.();
		suspicion.stopHolding();
		return suspicion;
	}

	#probe(suspicion: Suspicion): void {
		if (this.suspicion !== suspicion) return;
		const { answer, pid: parentPid } = probeAll(this.targets, true);
		const found = { parentPid, detectedBy: suspicion.source, suspectedAt: suspicion.since };
		if (answer === 'gone') return this.#decide(found);
		const { age } = suspicion;
		if (age < BURST) return scheduleProbe(age, this.isUrgent, () => this.#probe(suspicion));
		if (suspicion.closed && this.channel.meansGone(answer, this.targets[0]))
			return this.#decide(found);
		announce(answer, found);
		this.#close()?.release();
	}

	#reportInconclusive(suspicion: Suspicion): void {
		if (!this.onInconclusive || !suspicion.closed || this.suspicion !== suspicion) return;
		const { answer } = probeAll(this.targets, true);
		if (this.channel.meansGone(answer, this.targets[0])) this.onInconclusive(BURST - suspicion.age);
	}

	#decide(found: Finding, type: ParentEnd = 'parent-gone'): void {
		this.#ended = true;
		this.#isGone = type === 'parent-gone';
		const closed = this.#close();
		announce(this.#isGone ? 'gone' : 'unreachable', found);
		if (!this.onGone({ type, ...found, decidedAt: now() })) closed?.release();
	}
}
