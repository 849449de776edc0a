/** What a child is doing: asked of its main thread over the lifeline, and of its guard over the guard line. */
import type { FromGuard, Sight, ToGuard } from '../protocol/guard-line.js';
import type { FromChild } from '../protocol/lifeline.js';
import { within } from '../runtime/timeout.js';
import type { ChildLine } from './child-line.js';

/** What a child was doing when it was interrupted. */
export interface Trace {
	/** Whether the interrupt was sent. */
	readonly sent: boolean;
	/**
	 * The JavaScript that the main thread was running, as the stack of an error without its first line.
	 * Only a guard sees it; `undefined` where there was none, or a debugger is attached to the child.
	 */
	readonly stack: string | undefined;
	/**
	 * What keeps the event loop of the main thread going, as `process.getActiveResourcesInfo()` says it;
	 * `undefined` if it did not answer.
	 */
	readonly resources: readonly string[] | undefined;
	/**
	 * - `idle`: the main thread answered, and no JavaScript was seen to run. Without a guard nobody looks.
	 * - `busy`: it was running JavaScript, and answered all the same.
	 * - `blocked`: its guard answered, but not the main thread itself.
	 * - `unknown`: nobody answered. It has ended, is stopped, does not load the watchdog, or it is blocked
	 *   and has no guard.
	 */
	readonly state: 'idle' | 'busy' | 'blocked' | 'unknown';
}

export type GuardLine = ChildLine<FromGuard, ToGuard>;

interface Question {
	resources: readonly string[] | undefined;
	/** Whether its guard lives. */
	isLooking: boolean;
	sight: Sight | undefined;
	hasGuard: boolean;
	end(): void;
}

/** The questions that are open to one child. */
export class Tracer {
	readonly #open = new Map<number, Question>();
	#lastId = 0;

	/** Resolves once all have answered that can, after `timeout` ms, or when the child has ended. */
	async ask(
		line: ChildLine,
		guardLine: GuardLine | undefined,
		timeout: number,
	): Promise<Omit<Trace, 'sent'>> {
		this.#lastId += 1;
		const id = this.#lastId;
		const question: Question = {
			resources: undefined,
			isLooking: false,
			sight: undefined,
			hasGuard: guardLine?.isOpen === true,
			end: () => {},
		};
		const answered = new Promise<void>((resolve) => {
			question.end = resolve;
		});
		this.#open.set(id, question);
		guardLine?.send({ type: 'trace', id });
		line.send({ type: 'trace', id });
		await within(answered, timeout, { isFair: true });
		this.#open.delete(id);
		return conclude(question);
	}

	onMainThread({ id, resources }: Extract<FromChild, { type: 'trace' }>): void {
		this.#answer(id, { resources });
	}

	onGuard({ type, id, ...sight }: FromGuard): void {
		this.#answer(id, type === 'looking' ? { isLooking: true } : { sight: sight as Sight });
	}

	/** The child has ended, and answers no more. */
	end(): void {
		for (const { end } of this.#open.values()) end();
	}

	#answer(id: number, answer: Partial<Question>): void {
		const question = this.#open.get(id);
		if (!question) return;
		const { resources, sight, hasGuard, end } = Object.assign(question, answer);
		if (resources && (sight || !hasGuard)) end();
	}
}

/** Of a child that cannot be asked. */
export const UNKNOWN = { stack: undefined, resources: undefined, state: 'unknown' } as const;

function conclude({ resources, sight, isLooking }: Question): Omit<Trace, 'sent'> {
	const stack = sight?.stack;
	if (!resources) return { ...UNKNOWN, stack, state: isLooking ? 'blocked' : 'unknown' };
	const isBusy = sight?.seen === 'javascript';
	return { resources, stack: isBusy ? stack : undefined, state: isBusy ? 'busy' : 'idle' };
}
