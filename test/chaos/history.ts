/** What is known of one member, from the lines of all. */
import type { Event } from './event.js';
import type { MemberPlan } from './plan.js';

export class History {
	readonly #events: Event[] = [];
	/** When the shell over it was killed. */
	shellKilledAt: number | undefined;

	constructor(
		readonly plan: MemberPlan,
		readonly parent: History | undefined,
	) {}

	add(event: Event): void {
		if (event.id === this.plan.id) this.#events.push(event);
		else this.shellKilledAt ??= event.at;
	}

	/** The first line of its kind. */
	find<What extends Event['what']>(what: What): Extract<Event, { what: What }> | undefined {
		return this.all(what)[0];
	}

	all<What extends Event['what']>(what: What): Extract<Event, { what: What }>[] {
		return this.#events.filter(
			(event): event is Extract<Event, { what: What }> => event.what === what,
		);
	}

	get pid(): number | undefined {
		const started = this.find('started');
		return this.find('born')?.pid ?? (started?.shell ? undefined : started?.pid);
	}

	get shellPid(): number | undefined {
		const started = this.find('started');
		return started?.shell ? started.pid : undefined;
	}

	get hasEnded(): boolean {
		return this.find('exit') !== undefined || this.find('end') !== undefined || this.isKilled;
	}

	/** By SIGKILL: then nothing else is to be expected of it. */
	get isKilled(): boolean {
		return this.all('killed').some(({ signal }) => signal === 'SIGKILL');
	}

	/** Whom it watches: the nearest process above that runs the watchdog; `undefined`: its direct parent. */
	get watched(): History | undefined {
		let above = this.parent;
		while (above?.plan.watch === 'none') above = above.parent;
		return above;
	}

	/** When whom it watches may have been dead at the earliest. The player of the round, over the root, lives. */
	get parentDeadFrom(): number | undefined {
		if (this.watched) return this.watched.deadFrom;
		return this.plan.shell ? this.shellKilledAt : this.parent?.deadFrom;
	}

	/**
	 * From when on the guard of a process above may have ended it: one that lost its parent, and does not
	 * answer, ends all that it has started, for it may wait for that.
	 */
	get guardFrom(): number | undefined {
		const above = this.parent?.guardFrom ?? Number.POSITIVE_INFINITY;
		const parent = this.parent?.plan.guard ? this.parent.parentDeadFrom : undefined;
		const from = Math.min(above, parent ?? Number.POSITIVE_INFINITY);
		return from === Number.POSITIVE_INFINITY ? undefined : from;
	}

	/** Ended without a word of its own, or by SIGTERM, and not by the player. */
	get isEndedByGuard(): boolean {
		const { guardFrom } = this;
		const shutdown = this.find('shutdown');
		if (guardFrom === undefined || this.all('killed').length > 0) return false;
		if (shutdown) return shutdown.detail === 'received SIGTERM' && shutdown.at >= guardFrom;
		// Also before it had loaded.
		return this.find('started') !== undefined && !this.find('exit');
	}

	/**
	 * When it may have been dead at the earliest; `undefined` where nothing could have ended it. A signal
	 * that runs hooks ends it only after those; while it exits then, signals have their default action again.
	 */
	get deadFrom(): number | undefined {
		const ends = [...this.all('exit'), ...this.all('end')].map(({ at }) => at);
		const kills = this.all('killed')
			.filter(({ signal, at }) => signal === 'SIGKILL' || this.#isEndedBySignal(at))
			.filter(({ signal }) => signal !== 'SIGSTOP')
			.map(({ at }) => at);
		const guardFrom = this.find('born') && ends.length === 0 ? this.guardFrom : undefined;
		const all = [...ends, ...kills, ...(guardFrom === undefined ? [] : [guardFrom])];
		return all.length > 0 ? Math.min(...all) : undefined;
	}

	#isEndedBySignal(at: number): boolean {
		const left = this.all('hook added').filter((hook) => hook.at <= at).length;
		const ended = this.all('hook ended').filter((hook) => hook.at <= at).length;
		return left === ended;
	}
}

/**
 * Whether this one cannot know that its parent is gone. Nothing in the environment names a parent, and
 * either a shell stands between, which lives as long as the member does, or the parent died before the
 * member was loaded and without a channel that would have told. One that does not watch never knows.
 */
export function isLimit(member: History): boolean {
	if (member.plan.watch === 'none') return true;
	const born = member.find('born');
	if (member.watched || !member.parent || !born) return false;
	const { ipc, shell } = member.plan;
	if (!shell) return !ipc && born.ppid !== member.parent.pid;
	return member.shellKilledAt === undefined || born.ppid !== member.shellPid;
}
