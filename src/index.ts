export {
	addCleanupHook,
	finalize,
	isParentAlive,
	shutdown,
	shutdownSignal,
	watchParent,
} from './api';
export type { ParentWatch, WatchState } from './detection/parent-watch';
export type { Source } from './detection/watch';
export type { DiagnosticsMessages } from './diagnostics';
export { type ErrorCode, ParentWatchdogError } from './errors';
export type { WatchOptions } from './options';
export type { FinalizeHook } from './shutdown/finalizer';
export type { CleanupHook, HookOptions, HookResult } from './shutdown/hooks';
export type { ReasonType, ShutdownReason } from './shutdown/reason';
export type { Report } from './shutdown/report';
