/** Plays a round: starts the root, kills as planned, and waits for the end of the record that all hold. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { RECORD } from '../helpers/record.js';
import { type Event, type Happening, now } from './event.js';
import { History, isLimit } from './history.js';
import { launch } from './launch.js';
import { findLeft, type Left, ROUND } from './left.js';
import type { KillPlan, MemberPlan, Plan } from './plan.js';

/** How much later than its interval and grace period a process on a busy machine may be gone, in ms. */
export const MARGIN = 10_000;
/** How long the start of a tree may take, in ms. */
const START = 60_000;
/** When a round that is not calm counts as stuck, so that its root is killed without further delay, in ms. */
const IDLE = 4000;
/** How long everybody has to stay in a calm round, in ms. */
const CALM = 700;

export interface Played {
	plan: Plan;
	events: Event[];
	members: Map<string, History>;
	/** Those who had not ended at the deadline. */
	left: Left[];
	/** Whether all of a calm round were ready in time. */
	isComplete: boolean;
	stderr: string;
	/** From the end of the root to the end of the record, in ms. */
	took: number;
}

export interface PlayOptions {
	/** Added to the environment of all members. */
	variables?: NodeJS.ProcessEnv | undefined;
	/** See `MARGIN`. */
	margin?: number | undefined;
}

export async function play(plan: Plan, options: PlayOptions = {}): Promise<Played> {
	return new Player(plan, options).play();
}

/** Poll period and grace period together: by then whoever lost its parent is gone. */
export function allowance({ timing }: Plan): number {
	return timing ? timing.interval + timing.gracePeriod : 250 + 5000;
}

class Player {
	readonly #events: Event[] = [];
	readonly #members: Map<string, History>;
	readonly #onLine = new Set<() => void>();
	/** When something was last heard: what is still starting on a busy machine has yet to see its parent gone. */
	#lastNews = now();
	#rootGoneAt = now();
	#isRootGone = false;

	constructor(
		private readonly plan: Plan,
		private readonly options: PlayOptions,
	) {
		this.#members = createHistories(plan.root, undefined);
	}

	async play(): Promise<Played> {
		const { plan } = this;
		const round = `${plan.seed}:${plan.round}`;
		const env = { ...process.env, ...timingOf(plan), [ROUND]: round, ...this.options.variables };
		const root = launch(plan.root, env, 'pipe', 'pipe');
		let stderr = '';
		root.stderr?.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
		});
		const record = createInterface({ input: root.stdio[RECORD] as Readable });
		const ended = once(record, 'close').then(() => true as const);
		record.on('line', (line) => this.#add(JSON.parse(line) as Event));
		root.on('exit', () => {
			this.#isRootGone = true;
			this.#rootGoneAt = now();
			this.#lastNews = now();
			this.#endLimits();
		});
		this.#note(plan.root.id, { what: 'started', pid: root.pid as number, shell: false });

		if (!plan.isCalm) void this.#killRootAtLast();
		const isComplete = !plan.isCalm || (await this.#calm());
		const isOver = await this.#within(ended);
		const took = now() - this.#rootGoneAt;
		const left = isOver ? [] : findLeft(round);
		for (const { pid } of left) signal(pid, 'SIGKILL');
		if (!isOver) await Promise.race([ended, delay(5000, undefined, { ref: false })]);
		record.close();
		return { plan, events: this.#events, members: this.#members, left, isComplete, stderr, took };
	}

	/** Resolves with whether all were ready in time. Nobody is killed before a while after that. */
	async #calm(): Promise<boolean> {
		const isReady = () => [...this.#members.values()].every((member) => member.find('ready'));
		const ready = new Promise<true>((resolve) => {
			this.#onLine.add(() => isReady() && resolve(true));
		});
		const isComplete = await Promise.race([ready, delay(START, false, { ref: false })]);
		await delay(CALM);
		this.#lastNews = now();
		for (const kill of this.plan.kills) void this.#kill(kill);
		return isComplete;
	}

	/** Whom the end of the root waits for may never come. */
	async #killRootAtLast(): Promise<void> {
		const kill = this.plan.kills.find(({ victim }) => victim === this.plan.root.id);
		while (now() - (this.#events.at(-1)?.at ?? 0) < IDLE) {
			await delay(IDLE / 4, undefined, { ref: false });
		}
		if (kill) void this.#kill(kill);
	}

	/** Whether the record ends before the deadline, which whatever is heard moves. */
	async #within(ended: Promise<true>): Promise<boolean> {
		for (;;) {
			const { margin = MARGIN } = this.options;
			const bound = this.#isRootGone ? allowance(this.plan) + margin : START;
			const ms = this.#lastNews + bound - now();
			if (ms <= 0) return false;
			// What happens meanwhile moves the deadline.
			const timer = new AbortController();
			const tick = delay(Math.min(ms, 250), false as const, { signal: timer.signal }).catch(
				() => false as const,
			);
			const isOver = await Promise.race([ended, tick]);
			timer.abort();
			if (isOver) return true;
		}
	}

	#note(id: string, happening: Happening): void {
		this.#add({ at: now(), id, ...happening });
	}

	#add(event: Event): void {
		this.#events.push(event);
		this.#lastNews = now();
		const member = this.#members.get(event.id.replace(' shell', ''));
		const isNews = member?.find(event.what as 'started') === undefined;
		member?.add(event);
		if (isNews) this.#startKills(event);
		if (this.#isRootGone) this.#endLimits();
		for (const look of this.#onLine) look();
	}

	#startKills({ what, id }: Event): void {
		for (const kill of this.plan.kills) {
			const from = what === 'started' || what === 'born' ? 'spawn' : what;
			if (kill.of !== id || kill.from !== from) continue;
			// A member behind a shell tells its pid only when it is born.
			const isKnown = this.#pidOf(kill.victim) !== undefined;
			if (isKnown) void this.#kill(kill);
		}
	}

	readonly #begun = new Set<KillPlan>();

	async #kill(kill: KillPlan): Promise<void> {
		if (this.#begun.has(kill)) return;
		this.#begun.add(kill);
		await delay(kill.delay);
		if (kill.stopped > 0) {
			this.#send(kill.victim, 'SIGSTOP');
			await delay(kill.stopped);
		}
		// What is stopped hears nothing but this.
		this.#send(kill.victim, kill.stopped > 0 ? 'SIGKILL' : kill.signal);
	}

	/** Once the root is gone: those who cannot know, as documented. */
	#endLimits(): void {
		for (const member of this.#members.values()) {
			if (member.pid === undefined || member.hasEnded || !isLimit(member)) continue;
			if (member.find('born')) this.#send(member.plan.id, 'SIGKILL', true);
		}
	}

	#send(victim: string, name: NodeJS.Signals, isLimit = false): void {
		const pid = this.#pidOf(victim);
		if (pid === undefined) return;
		const member = this.#members.get(victim);
		// Stopped between its last line and its end, it is still there.
		const isStopped = member?.all('killed').some((killed) => killed.signal === 'SIGSTOP');
		if (member?.hasEnded && !isStopped) return;
		const at = now();
		if (!signal(pid, name)) return;
		const killed = { at, id: victim, what: 'killed', signal: name } as const;
		this.#add(isLimit ? { ...killed, isLimit } : killed);
	}

	#pidOf(victim: string): number | undefined {
		const member = this.#members.get(victim.replace(' shell', ''));
		return victim.endsWith(' shell') ? member?.shellPid : member?.pid;
	}
}

function createHistories(
	plan: MemberPlan,
	parent: History | undefined,
	all = new Map<string, History>(),
): Map<string, History> {
	const history = new History(plan, parent);
	all.set(plan.id, history);
	for (const child of plan.children) createHistories(child, history, all);
	return all;
}

function timingOf({ timing }: Plan): NodeJS.ProcessEnv {
	if (!timing) return {};
	return {
		PARENT_WATCHDOG_INTERVAL: String(timing.interval),
		PARENT_WATCHDOG_GRACE_PERIOD: String(timing.gracePeriod),
	};
}

/** Returns whether there was somebody to get it. */
function signal(pid: number, name: NodeJS.Signals): boolean {
	try {
		return process.kill(pid, name);
	} catch {
		return false;
	}
}
