/** Does what a script says, in a real process or in a virtual one, and notes all that happens. */
import type { addCleanupHook } from 'parent-watchdog';
import type { Happening } from './shutdown-events.js';

export type Step =
	| { do: 'add'; hook: HookPlan }
	/** Counted from the hook that was added last. */
	| { do: 'remove'; nth: number }
	| { do: 'signal'; signal: NodeJS.Signals }
	| { do: 'exit'; code: number }
	| { do: 'shutdown' | 'lose the parent' };

export interface HookPlan {
	priority: number;
	timeout: number | undefined;
	/** What it does at once, and what in the end. */
	first: Step[];
	last: Step[];
	/** How long it waits in between, in ms. */
	takes: number | 'nothing' | 'for ever';
	fails: boolean;
}

/** What the program does, each so many ms after the one before. */
export type Script = readonly { after: number; step: Step }[];

/** What it is done with. */
export interface Doer {
	addHook: typeof addCleanupHook;
	shutdown(): void;
	exit(code: number): void;
	signal(name: NodeJS.Signals): void;
	loseParent(): void;
	setTimeout(run: () => void, ms: number): unknown;
	note(happening: Happening): void;
}

export class Player {
	readonly #removes: (() => boolean)[] = [];

	constructor(private readonly doer: Doer) {}

	play([next, ...rest]: Script): void {
		if (!next) return;
		const go = () => {
			this.#act(next.step);
			this.play(rest);
		};
		if (next.after === 0) go();
		else this.doer.setTimeout(go, next.after);
	}

	#act(step: Step): void {
		const { doer } = this;
		switch (step.do) {
			case 'add':
				return this.#add(step.hook);
			case 'remove':
				return this.#remove(this.#removes.length - 1 - step.nth);
			case 'signal':
				doer.note({ what: 'sent', signal: step.signal });
				return doer.signal(step.signal);
			case 'exit':
				doer.note({ what: 'asked', reason: 'exit', code: step.code });
				return doer.exit(step.code);
			case 'shutdown':
				doer.note({ what: 'asked', reason: 'shutdown' });
				return doer.shutdown();
			case 'lose the parent':
				doer.note({ what: 'asked', reason: 'parent-gone' });
				return doer.loseParent();
		}
	}

	#add({ priority, timeout, first, last, takes, fails }: HookPlan): void {
		const { doer } = this;
		const hook = this.#removes.push(() => false) - 1;
		const end = () => {
			doer.note({ what: 'ended', hook, fails });
			if (fails) throw new Error('thrown by a hook');
		};
		doer.note({ what: 'added', hook, priority, timeout });
		this.#removes[hook] = doer.addHook(
			({ type }) => {
				doer.note({ what: 'began', hook, reason: type });
				for (const step of first) this.#act(step);
				if (takes === 'nothing') return end();
				return new Promise<void>((resolve, reject) => {
					if (takes === 'for ever') return;
					const finish = () => {
						for (const step of last) this.#act(step);
						end();
						resolve();
					};
					doer.setTimeout(() => attempt(finish, reject), takes);
				});
			},
			{ priority, timeout, name: String(hook) },
		);
	}

	#remove(hook: number): void {
		const remove = this.#removes[hook];
		if (remove) this.doer.note({ what: 'removed', hook, wasThere: remove() });
	}
}

function attempt(run: () => void, onError: (error: unknown) => void): void {
	try {
		run();
	} catch (error) {
		onError(error);
	}
}
