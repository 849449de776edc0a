/**
 * What a shutdown is meant to do. It is told what happens, one thing after another, and says no at what
 * must not happen, or should have happened by then.
 */
import assert from 'node:assert/strict';
import type { ReasonType } from 'parent-watchdog';

export type Happening =
	| { what: 'added'; hook: number; priority: number; timeout: number | undefined }
	| { what: 'removed'; hook: number; wasThere: boolean }
	/** Somebody wants the process to end. */
	| { what: 'asked'; reason: 'shutdown' | 'parent-gone' }
	| { what: 'asked'; reason: 'exit'; code: number }
	| { what: 'sent' | 'heard'; signal: string }
	| { what: 'aborted'; reason: ReasonType }
	| { what: 'began'; hook: number; reason: ReasonType }
	| { what: 'ended'; hook: number; fails: boolean }
	/** What the diagnostics tell of a hook. */
	| { what: 'result'; hook: number; outcome: string }
	/** `exit 0` or a signal. */
	| { what: 'gone'; how: string };

/** When it happened, in ms. */
export type Event = Happening & { at: number };

interface Begun {
	/** When the next one has its turn at the latest. */
	until: number;
	/** Whether it is given up by then, and not only late. */
	isLimited: boolean;
	/** Whether nothing but its synchronous part counts. */
	isDrained: boolean;
	end: { fails: boolean } | undefined;
	hasExited: boolean;
	isTold: boolean;
}

export interface Limits {
	gracePeriod: number;
	/** How much earlier or later than due something may happen, in ms. */
	early: number;
	late: number;
	/** Whether a signal is heard before the event loop runs empty: Node does not take care of that. */
	hearsAll: boolean;
}

export class ShutdownReference {
	/** In the order of their turns. */
	readonly #waiting: Extract<Event, { what: 'added' }>[] = [];
	readonly #begun = new Map<number, Begun>();
	#current: Begun | undefined;
	#first: ReasonType | undefined;
	#signal: string | undefined;
	#code: number | undefined;
	#reason: ReasonType | undefined;
	#deadline = Infinity;
	#isExiting = false;
	#isNaturalEnd = false;
	/** The second signal. */
	#cutOff: string | undefined;
	/** Whether signals are listened to: while there are hooks, a little longer, and once a shutdown has some. */
	#listens: 'yes' | 'maybe' | 'no' = 'no';
	/** How many of them are still to be heard. */
	#toBeHeard = 0;
	/** A signal that has its default action, or may have it. */
	#unheard: string | undefined;
	#now = 0;

	constructor(
		private readonly limits: Limits,
		/** Why it ends where nobody asks for it. */
		private readonly otherwise: ReasonType,
	) {}

	tell(event: Event): void {
		const due = this.#due();
		assert.ok(event.at <= due + this.limits.late, `something should have happened at ${due}`);
		if (this.#isFinished(event.at)) this.#isNaturalEnd ||= this.#reason === 'exit';
		this.#now = event.at;
		switch (event.what) {
			case 'added': {
				// The highest priority first, the last registered first among equals.
				const after = this.#waiting.findIndex(({ priority }) => priority <= event.priority);
				this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, event);
				this.#listens = 'yes';
				return;
			}
			case 'removed': {
				const index = this.#waiting.findIndex(({ hook }) => hook === event.hook);
				assert.equal(event.wasThere, index >= 0, 'a hook is removed where it was still waiting');
				if (index >= 0) this.#waiting.splice(index, 1);
				if (this.#waiting.length === 0 && !this.#reason) this.#listens = 'maybe';
				return;
			}
			case 'sent':
				if (this.#listens === 'yes') this.#toBeHeard += 1;
				else this.#unheard = event.signal;
				return;
			case 'asked':
				this.#first ??= event.reason;
				if (event.reason !== 'exit') return;
				this.#code = event.code;
				if (this.#current) this.#current.hasExited = this.#isExiting || this.#isDeadline();
				this.#isExiting = true;
				return;
			case 'heard':
				this.#unheard = undefined;
				this.#toBeHeard = Math.max(0, this.#toBeHeard - 1);
				if (this.#signal || this.#isNaturalEnd) this.#cutOff ??= event.signal;
				this.#first ??= 'signal';
				this.#signal ??= event.signal;
				return;
			case 'aborted':
				assert.equal(this.#reason, undefined, 'a shutdown starts once');
				assert.equal(event.reason, this.#first ?? this.otherwise, 'the first reason wins');
				this.#reason = event.reason;
				this.#deadline = event.at + this.limits.gracePeriod;
				return;
			case 'began':
				return this.#begin(event);
			case 'ended':
				(this.#begun.get(event.hook) as Begun).end = event;
				return;
			case 'result':
				return this.#result(event);
			case 'gone':
				return this.#gone(event.how);
		}
	}

	#begin(event: Extract<Event, { what: 'began' }>): void {
		const next = this.#waiting.shift();
		assert.equal(event.hook, next?.hook, 'it is not the turn of that hook');
		assert.ok(this.#reason, 'the signal aborts before hooks run');
		assert.equal(event.reason, this.#reason, 'hooks get the first reason');
		assert.equal(this.#cutOff, undefined, 'no hook begins after a second signal');
		// After the hooks of a natural end, all that may come is the exit.
		this.#isExiting ||= this.#isNaturalEnd;
		const isLast = this.#isExiting || this.#isDeadline();
		const isFree = isLast || isOver(this.#current, this.#soon);
		assert.ok(isFree, 'another hook still has its turn');
		const left = Math.max(0, this.#deadline - event.at);
		const { timeout = left / (this.#waiting.length + 1) } = next ?? {};
		this.#current = {
			// No timer takes less than 1 ms.
			until: event.at + Math.max(1, Math.min(timeout, left)),
			isLimited: next?.timeout !== undefined && timeout < left,
			isDrained: this.#isExiting,
			end: undefined,
			hasExited: false,
			isTold: false,
		};
		this.#begun.set(event.hook, this.#current);
	}

	#result({ hook, outcome }: Extract<Event, { what: 'result' }>): void {
		const begun = this.#begun.get(hook);
		assert.ok(begun && !begun.isTold, 'each hook has one result');
		begun.isTold = true;
		const { end, until, isDrained } = begun;
		const limit = begun.isLimited && !isDrained ? until : Infinity;
		const expected = end ? [end.fails ? 'failed' : 'done'] : [];
		if (!end && limit <= this.#soon) expected.push('timed-out');
		if (!end && limit + this.limits.late >= this.#now) expected.push('unfinished');
		// While the process exits, who exits again has done its part.
		if (begun.hasExited) expected.splice(0, isDrained ? 1 : 0, 'done');
		assert.ok(expected.includes(outcome), `hook ${hook} is ${outcome}, and not ${expected}`);
	}

	#gone(how: string): void {
		const isCut = this.#cutOff !== undefined;
		if (!isCut) assert.deepEqual(this.#waiting, [], 'hooks have lost their turn');
		const isDue = isCut || this.#isExiting || this.#isDeadline() || this.#isFinished(this.#soon);
		assert.ok(isDue || !this.#reason, 'a hook is not waited for');
		const isLost = this.#toBeHeard > 0 && !this.#first && !this.#reason && this.limits.hearsAll;
		assert.ok(!isLost, 'a signal is lost');
		const isTold = [...this.#begun.values()].every((begun) => begun.isTold);
		assert.ok(isTold, 'a hook has no result');
		if (how !== this.#unheard || this.#listens === 'yes') assert.equal(how, this.#expectedEnd());
	}

	#expectedEnd(): string {
		if (this.#unheard && this.#listens === 'no') return this.#unheard;
		if (this.#cutOff) return this.#cutOff;
		if (this.#code !== undefined) return `exit ${this.#code}`;
		if (this.#reason === 'signal') return String(this.#signal);
		if (this.#reason === 'parent-gone') return 'exit 129';
		return 'exit 0';
	}

	/** When something has to happen at the latest. */
	#due(): number {
		if (!this.#reason) return Infinity;
		if (this.#isExiting || this.#cutOff) return this.#now;
		if (this.#isNaturalEnd) return this.#deadline;
		if (this.#waiting.length > 0)
			return Math.max(this.#now, this.#current?.end ? 0 : (this.#current?.until ?? 0));
		const ends = [...this.#begun.values()].map(({ end, isLimited, until }) =>
			end ? 0 : isLimited ? until : this.#deadline,
		);
		const due = Math.max(this.#now, ...ends);
		return this.#reason === 'exit' ? this.#deadline : due;
	}

	/** Whether nothing is left to be waited for. */
	#isFinished(at: number): boolean {
		const isLeft = (begun: Begun) => !begun.end && !(begun.isLimited && begun.until <= at);
		return this.#waiting.length === 0 && ![...this.#begun.values()].some(isLeft);
	}

	#isDeadline(): boolean {
		return this.#deadline <= this.#soon;
	}

	get #soon(): number {
		return this.#now + this.limits.early;
	}
}

function isOver(begun: Begun | undefined, at: number): boolean {
	return !begun || begun.end !== undefined || begun.until <= at;
}
