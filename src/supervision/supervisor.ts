/** The parent's side: starts children, tells them, stops them, and leaves nobody. */
import type { EventEmitter } from 'node:events';
import type { AnyShared } from '../child/shared-map.js';
import type { SettableStopEvent } from '../child/stop-event.js';
import type { SupervisorEvents } from './events.js';
import type { UseOptions } from './executors.js';
import type { ChildUsage } from './heartbeat.js';
import type { StopOptions } from './options.js';
import type {
	Forked,
	Spawned,
	Stdio,
	SuperviseForkOptions,
	SuperviseSpawnOptions,
} from './stdio-types.js';
import type { StopReport } from './stop-report.js';
import type { SupervisedChild } from './supervised-child.js';
import type { TrackOptions } from './track-options.js';
import type { WritableSharedMap } from './writable-shared-map.js';

/** The stop event as its owner has it. */
export type OwnStopEvent = Omit<SettableStopEvent, 'isUsed'>;

/**
 * What `supervise()` returns. `Shared` is what the shared map holds: a type or an interface with a property
 * for each entry.
 */
export interface Supervisor<Shared extends object = AnyShared>
	extends EventEmitter<SupervisorEvents>,
		AsyncDisposable {
	/** Set by `stop()`, or by you: it only tells, and the children end themselves. `isSet`: we are stopping. */
	readonly stopEvent: OwnStopEvent;
	/** A small map that all children see. */
	readonly shared: WritableSharedMap<Shared>;
	/** Those that have not ended yet. */
	readonly children: readonly SupervisedChild[];

	/**
	 * As `child_process.fork()`, with a lifeline on top.
	 *
	 * @throws what `fork()` throws; TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`;
	 * `ERR_PARENT_WATCHDOG_STOPPED` once the supervisor was stopped.
	 */
	fork<const Given extends Stdio = never, const Silent extends boolean = false>(
		module: string | URL,
		options?: SuperviseForkOptions<Given, Silent>,
	): SupervisedChild<Forked<Given, Silent>>;
	/** With arguments. */
	fork<const Given extends Stdio = never, const Silent extends boolean = false>(
		module: string | URL,
		args?: readonly string[],
		options?: SuperviseForkOptions<Given, Silent>,
	): SupervisedChild<Forked<Given, Silent>>;

	/** As `child_process.spawn()`, with a lifeline on top; throws as `fork()` does. */
	spawn<const Given extends Stdio = 'pipe'>(
		command: string,
		options?: SuperviseSpawnOptions<Given>,
	): SupervisedChild<Spawned<Given>>;
	/** With arguments. */
	spawn<const Given extends Stdio = 'pipe'>(
		command: string,
		args?: readonly string[],
		options?: SuperviseSpawnOptions<Given>,
	): SupervisedChild<Spawned<Given>>;

	/**
	 * Closes the executors, sets the stop event, and stops all children at once, each by its own ladder.
	 * There is one stop: a second call joins the first. Nothing can be started any more.
	 *
	 * Rejects with the reason of `options.signal` if that is aborted; then it can be called again.
	 *
	 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`
	 */
	stop(options?: StopOptions): Promise<StopReport>;

	/**
	 * Something to be closed before the children are stopped: a pool, a worker thread, a server, anything
	 * with a method for it. Returns it.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` where nothing says how to close it
	 */
	use<T extends object>(executor: T, options?: UseOptions<T>): T;

	/** Its owner has closed it, or will. Returns whether it was used here. */
	release(executor: object): boolean;

	/**
	 * Has a file, folder or socket removed if this process is killed, or ends without releasing it. A path
	 * that leads to the root, the home folder, out of `within` or through a symbolic link is refused. What
	 * does not exist yet needs its `kind` said.
	 *
	 * @returns a function that releases it: true if it was still tracked.
	 * @throws `ERR_PARENT_WATCHDOG_UNSAFE_PATH`, `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`, and with the option
	 * `reaper: false` `ERR_PARENT_WATCHDOG_NO_REAPER`
	 */
	track(path: string, options?: TrackOptions): () => boolean;

	/** SIGKILL to all that are left, at once; executors are closed by force. */
	kill(): void;

	/** CPU (per cent), memory (bytes) and running time (ms) of each child that can be asked. */
	usage(): Promise<ChildUsage[]>;

	/** As `stop()`: with `await using`, everything is stopped at the end of the block. */
	[Symbol.asyncDispose](): Promise<void>;
}
