/**
 * What a shutdown is meant to do. It is told what happens, one thing after another, and says no at what
 * must not happen, or should have happened by then.
 */
import assert from 'node:assert/strict';
import type { ReasonType } from 'parent-watchdog';
import { BegunHook } from './begun-hook.js';
import type { Event, Limits } from './shutdown-events.js';

/** What has happened may go on in more than one way. */
export class Undecided extends Error {}

export class ShutdownReference {
	/** In the order of their turns. */
	readonly #waiting: Extract<Event, { what: 'added' }>[] = [];
	readonly #begun = new Map<number, BegunHook>();
	#current: BegunHook | undefined;
	#first: ReasonType | undefined;
	#signal: string | undefined;
	#code: number | undefined;
	#reason: ReasonType | undefined;
	#deadline = Infinity;
	#isExiting = false;
	#isNaturalEnd = false;
	/** The signal that ends it at once. */
	#cutOff: string | undefined;
	/** When it was first asked to end. */
	#askedAt: number | undefined;
	/** Whether signals are listened to: while there are hooks, and once a shutdown has some. */
	#listens = false;
	/** How many of them are still to be heard. */
	#toBeHeard = 0;
	/** A signal that has its default action. */
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
		if (this.#isFinished) this.#isNaturalEnd ||= this.#reason === 'exit';
		this.#now = event.at;
		switch (event.what) {
			case 'added': {
				// The highest priority first, the last registered first among equals.
				const after = this.#waiting.findIndex(({ priority }) => priority <= event.priority);
				this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, event);
				this.#listens = true;
				return;
			}
			case 'removed': {
				const index = this.#waiting.findIndex(({ hook }) => hook === event.hook);
				assert.equal(event.wasThere, index >= 0, 'a hook is removed where it was still waiting');
				if (index >= 0) this.#waiting.splice(index, 1);
				if (this.#waiting.length > 0 || this.#reason) return;
				// As with any listener: a signal that has arrived and was not told yet is lost.
				this.#listens = false;
				this.#toBeHeard = 0;
				return;
			}
			case 'sent':
				if (this.#listens) this.#toBeHeard += 1;
				else this.#unheard = event.signal;
				return;
			case 'asked':
				this.#first ??= event.reason;
				if (event.reason === 'shutdown') this.#askedAt ??= event.at;
				if (event.reason !== 'exit') return;
				this.#code = event.code;
				if (this.#current) this.#current.hasExited = this.#isExiting || this.#isDeadline();
				this.#isExiting = true;
				return;
			case 'heard':
				this.#unheard = undefined;
				this.#toBeHeard = Math.max(0, this.#toBeHeard - 1);
				if (this.#isNaturalEnd || this.#isImpatience(event)) this.#cutOff ??= event.signal;
				this.#first ??= 'signal';
				this.#signal ??= event.signal;
				this.#askedAt ??= event.at;
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
				(this.#begun.get(event.hook) as BegunHook).end = event;
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
		assert.equal(this.#cutOff, undefined, 'no hook begins after the signal that ends it');
		// After the hooks of a natural end, all that may come is the exit.
		this.#isExiting ||= this.#isNaturalEnd;
		const isLast = this.#isExiting || this.#isDeadline();
		const isFree = isLast || (this.#current?.isOver(this.#soon) ?? true);
		assert.ok(isFree, 'another hook still has its turn');
		const left = Math.max(0, this.#deadline - event.at);
		const share = left / (this.#waiting.length + 1);
		this.#current = new BegunHook(event.at, next?.timeout, share, left, this.#isExiting);
		this.#begun.set(event.hook, this.#current);
	}

	#result({ hook, outcome }: Extract<Event, { what: 'result' }>): void {
		const begun = this.#begun.get(hook);
		assert.ok(begun && !begun.outcome, 'each hook has one result');
		begun.outcome = outcome;
		const expected = begun.outcomes(this.#now, this.limits);
		assert.ok(expected.includes(outcome), `hook ${hook} is ${outcome}, and not ${expected}`);
	}

	#gone(how: string): void {
		const isCut = this.#cutOff !== undefined;
		if (!isCut) assert.deepEqual(this.#waiting, [], 'hooks have lost their turn');
		const isDue = isCut || this.#isExiting || this.#isDeadline() || this.#isFinished;
		assert.ok(isDue || !this.#reason, 'a hook is not waited for');
		const isLost = this.#toBeHeard > 0 && !this.#first && !this.#reason && this.limits.hearsAll;
		assert.ok(!isLost, 'a signal is lost');
		const isTold = [...this.#begun.values()].every(({ outcome }) => outcome);
		assert.ok(isTold, 'a hook has no result');
		assert.equal(how, this.#expectedEnd());
	}

	/** Only a SIGINT, half a second after the first request. */
	#isImpatience({ signal, at }: { signal: string; at: number }): boolean {
		const ms = at - (this.#askedAt ?? at);
		// In the very turn in which the half second is over, either is right.
		if (signal === 'SIGINT' && ms >= 500 && ms < 501) throw new Undecided();
		return signal === 'SIGINT' && ms >= 500;
	}

	#expectedEnd(): string {
		if (this.#unheard && !this.#listens) return this.#unheard;
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
		const ends = [...this.#begun.values()].map((begun) => begun.waitedForUntil(this.#deadline));
		const due = Math.max(this.#now, ...ends);
		return this.#reason === 'exit' ? this.#deadline : due;
	}

	/** Whether nothing is left to be waited for. */
	get #isFinished(): boolean {
		const { length } = this.#waiting;
		return length === 0 && ![...this.#begun.values()].some(({ isWaitedFor }) => isWaitedFor);
	}

	#isDeadline(): boolean {
		return this.#deadline <= this.#soon;
	}

	get #soon(): number {
		return this.#now + this.limits.early;
	}
}
