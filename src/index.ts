// Consumers whose compiler loads no types of its own accord (the default of TypeScript 7) need those of Node.
/// <reference types="node" preserve="true" />

export type { ChildSharedMap } from './child/child-shared-map.js';
export type { AnyShared, SharedKey, SharedMap, SharedMapEvents } from './child/shared-map.js';
export type { StopEvent } from './child/stop-event.js';
export type { WatchState } from './detection/watch-state.js';
export type { WatchOptions } from './options.js';
export type { Json } from './protocol/lifeline.js';
export type { Source } from './protocol/verdict.js';
export type { DiagnosticsMessages } from './runtime/diagnostics.js';
export { type ErrorCode, ParentWatchdogError } from './runtime/errors.js';
export type { FinalizeHook } from './shutdown/finalizer.js';
export type { CleanupHook, HookOptions, HookResult } from './shutdown/hook.js';
export type {
	AskedReason,
	ExitReason,
	ParentGoneReason,
	ParentUnreachableReason,
	ReasonType,
	ShutdownCallReason,
	ShutdownReason,
	SignalReason,
} from './shutdown/reason.js';
export type { Report } from './shutdown/report.js';
export type { ExecutorReport, UseOptions } from './supervision/executors.js';
export {
	addCleanupHook,
	closeGracefully,
	finalize,
	isParentAlive,
	shared,
	shutdown,
	shutdownSignal,
	stopEvent,
	watchParent,
} from './watchdog/api.js';
export type { ParentWatch } from './watchdog/parent-watch.js';
