// Consumers whose compiler loads no types of its own accord (the default of TypeScript 7) need those of Node.
/// <reference types="node" preserve="true" />

export type { Main } from './application/application.js';
export { runApplication } from './application/application.js';
export type { Application, ApplicationOptions } from './application/options.js';
export { supervise } from './application/supervise.js';
export type { AnyShared, SharedKey, SharedMap, SharedMapEvents } from './child/shared-map.js';
export type { StopEvent } from './child/stop-event.js';
export type { EndTreeResult, ProcessIdentity } from './processes/tree.js';
export type { Usage } from './processes/usage.js';
export type { Json } from './protocol/lifeline.js';
export type { SupervisorEvents } from './supervision/events.js';
export type { ExecutorReport, UseOptions } from './supervision/executors.js';
export type { ChildUsage, Heartbeat } from './supervision/heartbeat.js';
export type {
	InterruptOptions,
	StopOptions,
	StopTimes,
	SupervisedOptions,
	SuperviseOptions,
} from './supervision/options.js';
export type { ReadyOptions, ReadyTest } from './supervision/ready.js';
export type {
	Forked,
	Spawned,
	Stdio,
	SuperviseForkOptions,
	SuperviseSpawnOptions,
} from './supervision/stdio-types.js';
export type { ChildReport, Step } from './supervision/stop-ladder.js';
export type { StopReport } from './supervision/stop-report.js';
export type { SupervisedChild } from './supervision/supervised-child.js';
export type { OwnStopEvent, Supervisor } from './supervision/supervisor.js';
export type { Trace } from './supervision/trace.js';
export type { TrackOptions } from './supervision/track-options.js';
export type { WritableSharedMap } from './supervision/writable-shared-map.js';
