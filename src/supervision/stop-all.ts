/** The end of all that a supervisor has: its executors, then its children, all at once. */

import type { SettableStopEvent } from '../child/stop-event.js';
import type { ParentEnd } from '../protocol/verdict.js';
import { now, round } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { readOnly } from '../runtime/read-only.js';
import { inSlices } from '../runtime/slices.js';
import { unlessAborted, within } from '../runtime/timeout.js';
import type { Dependent } from '../shutdown/dependents.js';
import { isWithoutParent, type ShutdownReason } from '../shutdown/reason.js';
import { writeWarning } from '../shutdown/warnings.js';
import type { Child } from './child.js';
import type { Executors } from './executors.js';
import type { StopOptions } from './options.js';
import { SingleFlight } from './single-flight.js';
import type { ChildReport } from './stop-ladder.js';
import { reportStop, type StopReport } from './stop-report.js';

/** How long executors have where nobody says otherwise, in ms. */
const EXECUTORS_TIME = 3000;
/** Their share of the time, where the shutdown of the process sets a limit. */
const EXECUTORS_SHARE = 0.4;

export interface Ended {
	children: Iterable<Child>;
	executors: Executors;
	stopEvent: SettableStopEvent;
	/** Children that could not be started. */
	failed: readonly ChildReport[];
	onReport(report: StopReport): void;
	/** Nobody is left; resolves with the paths that are still tracked. */
	onStopped(): Promise<readonly string[]>;
}

export class StopAll implements Dependent {
	readonly #flight = new SingleFlight<StopReport>(true);
	/** Whether somebody still reads what this process says, while it shuts down. */
	#isHeard = true;

	constructor(private readonly ended: Ended) {}

	/** Whether nothing can be started any more. */
	get hasBegun(): boolean {
		return this.#flight.hasBegun;
	}

	/** One stop; within `limit` ms, if that is less than the times of the ladders. */
	start(options: StopOptions, limit?: number): Promise<StopReport> {
		return this.#flight.run(() => this.#run(options, limit), options.signal);
	}

	/** The shutdown of this process; a stop that is running already is not waited for beyond `ms`. */
	async stop(ms: number): Promise<void> {
		const limit = ms * 0.9;
		const timeOfExecutors = limit * EXECUTORS_SHARE;
		const isJoined = this.hasBegun;
		const stopped = this.start({}, limit).then(
			(report) => {
				// Whoever has begun it gets the report.
				if (!isJoined && this.#isHeard) report.warnings.forEach(writeWarning);
				return true;
			},
			(error: unknown) => debug('stop: %s', error) ?? true,
		);
		if (await within(stopped, timeOfExecutors)) return;
		// A stop that we have joined may be longer.
		if (isJoined) this.#goOnToChildren(limit - timeOfExecutors);
		if (await within(stopped, limit - timeOfExecutors)) return;
		this.kill();
		await within(stopped, ms - limit);
	}

	/** Who is watched for a lease here, and not by themselves, hear of its end as we do. */
	onShutdown(reason: ShutdownReason): void {
		this.#isHeard = !isWithoutParent(reason);
		const { type, detectedBy } = reason;
		if (detectedBy !== 'lease') return;
		for (const child of this.ended.children) {
			child.lines.lifeline?.send({ type: 'lease', end: type as ParentEnd });
		}
	}

	terminate(): void {
		this.ended.executors.closeNow();
		for (const child of this.ended.children) child.requests.terminateOnce();
	}

	kill(): void {
		this.ended.executors.closeNow();
		for (const child of this.ended.children) child.kill();
	}

	/** Though executors still close: who is not being stopped yet would have no time to end by itself. */
	#goOnToChildren(left: number): void {
		const { children, executors, stopEvent } = this.ended;
		executors.closeNow();
		stopEvent.set();
		for (const child of children)
			child.stopWithin({}, left).catch((error) => debug('stop: %s', error));
	}

	async #run(
		{ executors: time = EXECUTORS_TIME, ...options }: StopOptions,
		limit = Number.POSITIVE_INFINITY,
	): Promise<StopReport> {
		const { children, executors, stopEvent } = this.ended;
		const startedAt = now();
		const closing = executors.close(Math.min(time, limit * EXECUTORS_SHARE));
		const closed = await unlessAborted(closing, options.signal);
		stopEvent.set();
		const left = limit - (now() - startedAt);
		const stops: Promise<ChildReport>[] = [];
		// What fails is told once all have been asked.
		const stop = (child: Child) => {
			const stopped = child.stopWithin(options, left);
			stopped.catch(() => {});
			stops.push(stopped);
		};
		await inSlices([...children], stop);
		const stopped = await Promise.all(stops);
		const leaked = await this.ended.onStopped();
		const ms = round(now() - startedAt);
		const all = [...this.ended.failed.map(readOnly), ...stopped];
		const report = reportStop({ ms, children: all, executors: closed, leaked });
		this.ended.onReport(report);
		return report;
	}
}
