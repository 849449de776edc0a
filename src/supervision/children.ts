/** The children of a supervisor: started, told, and ended with it. */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { debug } from '../diagnostics.js';
import { ParentWatchdogError } from '../errors.js';
import type { FromChild } from '../protocol/messages.js';
import { state } from '../state.js';
import { clearTimeout, now, setTimeout } from '../system.js';
import type { Broadcast } from './broadcast.js';
import type { Launch, LaunchOptions } from './launch.js';
import { reportStop, type StopReport } from './stop-report.js';
import {
	checkSupervisedOptions,
	mergeSteps,
	type StopOptions,
	type SupervisedOptions,
	type SuperviseOptions,
} from './supervise-options.js';
import { SupervisedChild } from './supervised-child.js';

type Started = Launch<unknown> & { process: ChildProcess };

export class Children {
	readonly #children = new Set<SupervisedChild>();
	#serial = 0;
	#stopping: Promise<StopReport> | undefined;
	#removeFromShutdown: (() => void) | undefined;

	constructor(
		private readonly broadcast: Broadcast,
		private readonly options: SuperviseOptions,
	) {}

	list(): SupervisedChild[] {
		return [...this.#children];
	}

	/** @throws what `run` throws, and if the supervisor was stopped */
	start(
		command: string,
		options: SupervisedOptions & { detached?: boolean | undefined },
		run: (ours: LaunchOptions, serial: number) => Started,
	): SupervisedChild {
		if (this.#stopping) throw stopped();
		checkSupervisedOptions(options);
		const { preload = true, guard = false, group = false } = { ...this.options, ...options };
		const stop = { ...this.options.stop, ...options.stop };
		const terminate = mergeSteps(stop).terminate || 0;
		this.#serial += 1;
		const started = run({ preload, guard, group, terminate }, this.#serial);
		const { process, descriptor, guardLine, mark, watches } = started;
		const child = new SupervisedChild(process, process.stdio[descriptor] as Socket | null, {
			name: options.name ?? command,
			guardLine: guardLine === undefined ? null : (process.stdio[guardLine] as Socket | null),
			mark,
			watches,
			stop,
			leadsGroup: group || options.detached === true,
			onMessage: (message) => this.#onMessage(child, message),
		});
		if (child.pid !== undefined) this.#add(child);
		return child;
	}

	/** Stops all at once; within `limit` ms, if that is less than the times of their ladders. */
	stop(options: StopOptions, limit?: number): Promise<StopReport> {
		this.#stopping ??= this.#stop(options, limit).catch((error: unknown) => {
			this.#stopping = undefined;
			throw error;
		});
		return this.#stopping;
	}

	terminate(): void {
		for (const child of this.#children) child.terminate();
	}

	kill(): void {
		for (const child of this.#children) child.kill();
	}

	async #stop(options: StopOptions, limit?: number): Promise<StopReport> {
		const startedAt = now();
		this.broadcast.stopEvent.set();
		const stops = this.list().map((child) => child.stopWithin(options, limit));
		return reportStop(await Promise.all(stops), now() - startedAt);
	}

	/** The shutdown of this process: one stop that is running already is not waited for beyond `ms`. */
	async #stopForShutdown(ms: number): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<void>((resolve) => {
			timer = setTimeout(() => resolve(this.kill()), ms);
		});
		const stopped = this.stop({}, ms * 0.9).catch((error) => debug('stop: %s', error));
		await Promise.race([stopped, late]);
		clearTimeout(timer);
	}

	#add(child: SupervisedChild): void {
		this.#children.add(child);
		this.#removeFromShutdown ??= state.watchdog.shutdown.addDependents({
			stop: (ms) => this.#stopForShutdown(ms),
			terminate: () => this.terminate(),
			kill: () => this.kill(),
		});
		if (child.line) this.broadcast.add(child.line);
		child.process.once('exit', () => this.#remove(child));
	}

	#remove(child: SupervisedChild): void {
		this.#children.delete(child);
		if (child.line) this.broadcast.remove(child.line);
		if (this.#children.size > 0) return;
		this.#removeFromShutdown?.();
		this.#removeFromShutdown = undefined;
	}

	#onMessage({ line }: SupervisedChild, message: FromChild): void {
		if (message.type === 'request' && line) this.broadcast.onRequest(line, message);
	}
}

function stopped(): Error {
	const message = 'the supervisor has been stopped, and starts nothing any more';
	return new ParentWatchdogError('ERR_PARENT_WATCHDOG_STOPPED', message);
}
