/** What can be asked of a supervisor. */

/** How children are stopped: the times of the ladder's steps, in ms. 0 or false leaves a step out, but for SIGKILL, the last. */
export interface StopTimes {
	/** To end by itself once the stop event is set. Default: 1000. */
	event?: number | false | undefined;
	/** After an interrupt (Ctrl+C). Default: false. */
	interrupt?: number | false | undefined;
	/** After SIGTERM. Default: 3000. */
	terminate?: number | false | undefined;
	/** To be gone after SIGKILL. Default: 1000. */
	kill?: number | undefined;
	/** Whether all that the child has started ends with it. Default: false. */
	tree?: boolean | undefined;
}

/** Options of `supervisor.stop()` and `child.stop()`. */
export interface StopOptions extends StopTimes {
	/** How long the executors have to finish, in ms, before the children are stopped. Default: 3000. */
	executors?: number | undefined;
	/** Gives the stop up: children that have not ended yet are left as they are, and `stop()` rejects. */
	signal?: AbortSignal | undefined;
}

/** Options of `child.interrupt()`. */
export interface InterruptOptions {
	/** Whether to ask first what the child is doing. Default: false. */
	trace?: boolean | undefined;
	/** How long it may take to answer, in ms. Default: 1000. */
	timeout?: number | undefined;
}

/** How children are started and stopped. */
export interface ChildDefaults {
	/** Whether Node children load the watchdog, by `NODE_OPTIONS`. Default: true. */
	preload?: boolean | undefined;
	/**
	 * Whether they have a guard thread, so that they end on time even when blocked, and can be asked then
	 * what they do: `interrupt({ trace: true })`. So can those that start one themselves, by `watchParent({ guard: true })`
	 * or in the environment, unless this is false. Default: left to them.
	 */
	guard?: boolean | undefined;
	/** Whether each leads a process group (and session) of its own. Default: false. */
	group?: boolean | undefined;
	/** How they are stopped. */
	stop?: StopTimes | undefined;
}

/** Options of `supervisor.fork()` and `supervisor.spawn()`, on top of those of `child_process`. */
export interface SupervisedOptions extends ChildDefaults {
	/** How reports call it. Default: its command or module. */
	name?: string | undefined;
}

/** What a supervisor needs of a lease. */
export interface SupervisedLease {
	readonly id: string;
	/** Aborted once it is lost. */
	readonly signal: AbortSignal;
	release(): Promise<unknown>;
}

/** Options of `supervise()`; those of children are what holds where a child has none of its own. */
export interface SuperviseOptions extends ChildDefaults {
	/**
	 * How much the shared map may hold, in bytes: of JSON, and 32 for each entry. Default: 262144, at most
	 * 1048576. Children together can take half of it, and no more than 65536.
	 */
	sharedLimit?: number | undefined;
	/** Whether children may change the shared map, or only read it. Default: 'read-write'. */
	shared?: 'read-write' | 'read-only' | undefined;
	/**
	 * Whether a helper process stops the children when this one is killed. By default it is started with
	 * the first child that does not load the watchdog, and so cannot notice by itself.
	 */
	reaper?: boolean | undefined;
	/**
	 * A lease that this supervisor holds for what it starts elsewhere: what `holdLease()` gives. Children that
	 * start something (ssh, docker) find its id in `PARENT_WATCHDOG_LEASE`. If it is lost, the supervisor
	 * stops; once the supervisor has stopped, it is released.
	 */
	lease?: SupervisedLease | undefined;
	/** Publishes the usage of the children every so many ms. Default: never. */
	heartbeat?: number | undefined;
}
