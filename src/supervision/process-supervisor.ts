import { type ForkOptions, fork, type SpawnOptions, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import type { AnyShared } from '../child/shared-map.js';
import { Broadcast } from './broadcast.js';
import { checkStopOptions, checkSuperviseOptions } from './check-options.js';
import { type AddDependent, Children } from './children.js';
import { SupervisorAnnouncer, type SupervisorEvents } from './events.js';
import type { UseOptions } from './executors.js';
import { type ChildUsage, startHeartbeat, usageOf } from './heartbeat.js';
import { leavePlaceOfReaper } from './in-place-of-reaper.js';
import { prepareFork, prepareSpawn } from './launch.js';
import type { StopOptions, SupervisedOptions, SuperviseOptions } from './options.js';
import type { StopReport } from './stop-report.js';
import type { SupervisedChild } from './supervised-child.js';
import type { OwnStopEvent, Supervisor } from './supervisor.js';
import type { TrackOptions } from './track-options.js';
import type { WritableSharedMap } from './writable-shared-map.js';

leavePlaceOfReaper();

/** @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` */
export function createSupervisor<Shared extends object>(
	options: SuperviseOptions,
	addDependent: AddDependent,
): Supervisor<Shared> {
	// Which streams a child has follows from its `stdio`, where the compiler cannot look.
	return new ProcessSupervisor<Shared>(options, addDependent) as object as Supervisor<Shared>;
}

/** What `Supervisor` says. */
class ProcessSupervisor<Shared extends object = AnyShared> extends EventEmitter<SupervisorEvents> {
	readonly stopEvent: OwnStopEvent;
	readonly shared: WritableSharedMap<Shared>;
	readonly #children: Children;

	constructor(options: SuperviseOptions, addDependent: AddDependent) {
		super();
		checkSuperviseOptions(options);
		const broadcast = new Broadcast<Shared>(options);
		this.stopEvent = broadcast.stopEvent;
		this.shared = broadcast.shared;
		this.#children = new Children(
			new SupervisorAnnouncer(this),
			broadcast,
			options,
			addDependent,
			() => startHeartbeat(options.heartbeat, () => this.usage()),
		);
	}

	get children(): readonly SupervisedChild[] {
		return this.#children.list();
	}

	fork(
		module: string | URL,
		args?: readonly string[] | (ForkOptions & SupervisedOptions),
		options?: ForkOptions & SupervisedOptions,
	): SupervisedChild {
		const { words, own } = sort(args, options);
		return this.#children.start({
			command: basename(String(module)),
			options: own,
			prepare: (ours) => prepareFork(own, ours),
			run: (launch) => fork(module, words, launch),
		});
	}

	spawn(
		command: string,
		args?: readonly string[] | (SpawnOptions & SupervisedOptions),
		options?: SpawnOptions & SupervisedOptions,
	): SupervisedChild {
		const { words, own } = sort(args, options);
		return this.#children.start({
			command: basename(command),
			options: own,
			prepare: (ours) => prepareSpawn(command, words, own, ours),
			run: (launch, args) => spawn(command, args, launch),
		});
	}

	stop(options: StopOptions = {}): Promise<StopReport> {
		checkStopOptions(options);
		return this.#children.stopAll.start(options);
	}

	use<T extends object>(executor: T, options?: UseOptions<T>): T {
		return this.#children.use(executor, options);
	}

	release(executor: object): boolean {
		return this.#children.release(executor);
	}

	track(path: string, options: TrackOptions = {}): () => boolean {
		return this.#children.reaper.track(path, options);
	}

	kill(): void {
		this.#children.stopAll.kill();
	}

	usage(): Promise<ChildUsage[]> {
		return usageOf(this.children);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stop();
	}
}

/** As in `child_process`, the arguments may be left out. */
function sort<Options extends object>(
	args: readonly string[] | Options | undefined,
	options: Options | undefined,
): { words: readonly string[]; own: Options } {
	if (Array.isArray(args)) return { words: args, own: options ?? ({} as Options) };
	return { words: [], own: ((args as Options | undefined) ?? options ?? {}) as Options };
}
