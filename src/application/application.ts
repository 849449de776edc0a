/** The application template: signals, hooks, children, heartbeat and the way out, in one place. */
import { VARIABLES } from '../environment.js';
import { createAbortController } from '../runtime/abort.js';
import { argumentError, textOf } from '../runtime/errors.js';
import { env, setImmediate } from '../runtime/system.js';
import type { ShutdownReason } from '../shutdown/reason.js';
import { startHeartbeat } from '../supervision/heartbeat.js';
import { addCleanupHook, shutdownSignal, stopEvent, watchParent } from '../watchdog/api.js';
import { state } from '../watchdog/state.js';
import { findOpen, tellLeaks } from './leaks.js';
import { type Application, type ApplicationOptions, checkApplicationOptions } from './options.js';
import { supervise } from './supervise.js';

/** Returns the exit code; nothing means 0. */
export type Main = (application: Application) => unknown;

/**
 * Runs an application: watches the parent, calls `setup` and `main`, stops the executors and children,
 * runs the cleanup hooks, and resolves with the exit code: what `main` returned, 1 if it threw, else 0;
 * `process.exitCode` is set to it. What is left open then is told as a warning.
 *
 * Where something else ends the application, such as a signal, its `signal` aborts, `main` has its
 * share of the grace period to return, everything else follows, and the process ends as it would have:
 * the promise stays pending.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` or
 * `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
 */
export function runApplication(main: Main, options: ApplicationOptions = {}): Promise<number> {
	if (typeof main !== 'function') throw argumentError('main', 'a function', main);
	checkApplicationOptions(options);
	const { setup, heartbeat, onHeartbeat, onError = tellError, ...rest } = options;
	const { supervise: superviseOptions, ...watchOptions } = rest;
	// Here it is the default; the environment may say otherwise.
	const uncaught = env[VARIABLES.uncaught] === undefined ? true : undefined;
	watchParent({ uncaught, ...watchOptions });
	const before = findOpen();
	const supervisor = supervise(superviseOptions);
	const signal = abortedByEither(shutdownSignal, stopEvent.signal);
	const application: Application = { signal, supervisor, addCleanupHook };
	const stopHeartbeat = startHeartbeat(
		heartbeat,
		() => supervisor.usage(),
		(beat) => onHeartbeat?.(beat, application),
	);
	const run = async () => {
		await setup?.(application);
		return toExitCode(await main(application));
	};
	const ended = run().catch(async (error: unknown) => {
		if (signal.aborted && isAbort(error, signal)) return 0;
		await tellTo(onError, error);
		return 1;
	});
	// First of all hooks: what else is cleaned up may still be in use by then. Where the event loop has run
	// empty, `main` will never return.
	const hasRunEmpty = (reason: ShutdownReason) =>
		reason.type === 'exit' && reason.cause === undefined;
	const removeHook = addCleanupHook((reason) => (hasRunEmpty(reason) ? undefined : ended), {
		priority: Number.POSITIVE_INFINITY,
		name: main.name || 'main',
	});
	return ended.then(async (code) => {
		removeHook();
		stopHeartbeat();
		if (shutdownSignal.aborted) return never;
		process.exitCode = code;
		await state.watchdog.shutdown.complete(code);
		// What has been closed is gone at the end of a turn of the event loop.
		for (let turn = 0; turn < 2; turn++) await new Promise((next) => setImmediate(next));
		tellLeaks(before);
		return code;
	});
}

const never = new Promise<never>(() => {});

function abortedByEither(...signals: AbortSignal[]): AbortSignal {
	const controller = createAbortController();
	for (const signal of signals) {
		const abort = () => controller.abort(signal.reason);
		if (signal.aborted) abort();
		else signal.addEventListener('abort', abort, { once: true });
	}
	return controller.signal;
}

/** What was aborted because the application has to end is no failure of its own. */
function isAbort(error: unknown, { reason }: AbortSignal): boolean {
	return error === reason || (error as Error | undefined)?.name === 'AbortError';
}

function toExitCode(returned: unknown): number {
	if (returned === undefined || returned === null) return Number(process.exitCode ?? 0);
	if (Number.isInteger(returned)) return (returned as number) & 255;
	throw argumentError('what main returns', 'an exit code, an integer, or nothing', returned);
}

/** Whatever that does, the children are stopped and the hooks run. */
async function tellTo(onError: (error: unknown) => unknown, error: unknown): Promise<void> {
	try {
		await onError(error);
	} catch (another) {
		tellError(another);
	}
}

function tellError(error: unknown): void {
	process.stderr.write(`${textOf(error)}\n`);
}
