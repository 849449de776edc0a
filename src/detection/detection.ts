import type { ParentEnd, Source, Verdict } from '../protocol/verdict.js';
import { now } from '../runtime/clock.js';
import { clearTimeout, setImmediate, setTimeout } from '../runtime/system.js';
import { isAdopter } from './adoption.js';
import { type Answer, probeAll } from './probe.js';
import { announce, BURST, pause, Suspicion, scheduleProbe } from './suspicion.js';
import type { Target } from './target.js';

/** Where all sources meet. Nothing else decides that a parent is gone. */
export class Detection {
	targets: Target[] = [];
	/** Whether hooks wait for the verdict: then the burst may hold the event loop for its first 5 ms. */
	isUrgent = false;
	/** Whether the channel closed so early that the parent may have been gone before. */
	closedEarly = false;
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
		/** Whether such a parent only adopted us. */
		private readonly isAdopted = isAdopter,
	) {}

	isAlive(): boolean {
		return !this.#isGone && probeAll(this.targets, true).answer !== 'gone';
	}

	/** One probe, no burst: for a poll tick, the load and the end of the event loop. */
	check(source: Source): void {
		if (this.#ended) return;
		const { answer, pid } = probeAll(this.targets, source !== 'poll');
		if (answer !== 'gone') return;
		const found = this.suspicion?.source ?? this.#deferred ?? source;
		this.#decide(pid, found, this.suspicion?.since ?? now());
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
		const pid = source === 'lease' ? undefined : this.targets[0]?.pid;
		if (!this.#ended) this.#decide(pid, source, now(), end);
	}

	/** Keeps the event loop going for up to `ms` while a suspicion is open; `released` comes last. */
	hold(ms: number, released: () => void): void {
		const suspicion = this.suspicion;
		if (!suspicion) return released();
		suspicion.cleared.push(released);
		suspicion.held ??= setTimeout(() => {
			this.check(suspicion.source);
			this.#close()?.release();
		}, ms);
	}

	/** The process would end by something else: the suspicion is decided here and now. */
	settle(): void {
		const { suspicion } = this;
		while (suspicion && this.suspicion === suspicion) {
			pause(1);
			if (now() - suspicion.begun < BURST) this.check(suspicion.source);
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
		clearTimeout(suspicion.held);
		return suspicion;
	}

	#probe(suspicion: Suspicion): void {
		if (this.suspicion !== suspicion) return;
		const { source, since } = suspicion;
		const { answer, pid } = probeAll(this.targets, true);
		if (answer === 'gone') return this.#decide(pid, source, since);
		const age = now() - suspicion.begun;
		if (age < BURST) return scheduleProbe(age, this.isUrgent, () => this.#probe(suspicion));
		if (this.#isInconclusive(suspicion, answer)) return this.#decide(pid, source, since);
		announce(answer, pid, source, since);
		this.#close()?.release();
	}

	#isInconclusive({ closed }: Suspicion, answer: Answer): boolean {
		if (!closed) return false;
		const [target] = this.targets;
		if (answer === 'unknown' || !target) return answer === 'unknown';
		return this.closedEarly && target.direct && this.isAdopted(target.pid);
	}

	#reportInconclusive(suspicion: Suspicion): void {
		if (!this.onInconclusive || this.suspicion !== suspicion) return;
		const { answer } = probeAll(this.targets, true);
		const left = suspicion.begun + BURST - now();
		if (this.#isInconclusive(suspicion, answer)) this.onInconclusive(left);
	}

	#decide(
		pid: number | undefined,
		source: Source,
		suspectedAt: number,
		type: ParentEnd = 'parent-gone',
	): void {
		this.#ended = true;
		this.#isGone = type === 'parent-gone';
		const closed = this.#close();
		announce(this.#isGone ? 'gone' : 'unreachable', pid, source, suspectedAt);
		const verdict = { type, parentPid: pid, detectedBy: source, suspectedAt, decidedAt: now() };
		if (!this.onGone(verdict)) closed?.release();
	}
}
