/** Programs that use all of the package's types, and never run. */

// An error that does not come is an error too, so a type that is any is noticed.
export const CONSUMER = `
	import {
		addCleanupHook, finalize, isParentAlive, ParentWatchdogError, shutdown, shutdownSignal,
		type ShutdownReason, watchParent, type WatchOptions,
	} from 'parent-watchdog';
	import 'parent-watchdog/register';
	const options: WatchOptions = { interval: 100, signals: ['SIGTERM'], pid: [1, 2] };
	using watch = watchParent(options);
	watch.pids satisfies readonly number[];
	const remove = addCleanupHook(async (reason: ShutdownReason) => {
		reason.type satisfies string;
		// @ts-expect-error: there is no such type of reason
		reason.type === 'nonsense';
	}, { priority: -1, timeout: 100, name: 'a' });
	remove() satisfies boolean;
	finalize({}, () => {});
	new Error() instanceof ParentWatchdogError satisfies boolean;
	shutdownSignal.aborted satisfies boolean;
	isParentAlive() satisfies boolean;
	export const never: () => Promise<never> = () => shutdown('why');
	// @ts-expect-error: not a function
	addCleanupHook('no');
	// @ts-expect-error: not a signal
	watchParent({ signals: ['SIGNONE'] });
	// @ts-expect-error: not an option
	watchParent({ intervall: 1 });
`;
export const SUPERVISING = `
	import {
		type ChildReport, type EndTreeResult, type ExecutorReport, type Heartbeat, type InterruptOptions,
		runApplication, type StopOptions, type StopReport, supervise, type StopTimes, type SupervisedChild, type Trace,
		type TrackOptions, type Usage,
	} from 'parent-watchdog/supervisor';
	const times: StopTimes = { event: false, interrupt: 500, kill: 1, tree: true };
	const giveUp: StopOptions = { ...times, signal: AbortSignal.timeout(1000) };
	export async function run(own: InterruptOptions, within: TrackOptions): Promise<StopReport> {
		await using supervisor = supervise({ stop: times, guard: true, heartbeat: 1000 });
		const child: SupervisedChild = supervisor.fork('a.js', ['word'], { silent: true, name: 'a' });
		supervisor.spawn('sleep', { detached: true, stop: { tree: true } });
		child.interrupt() satisfies boolean;
		(await child.interrupt({ trace: true })) satisfies Trace;
		(await child.interrupt(own)) satisfies boolean | Trace;
		(await child.join(100)) satisfies boolean;
		(await child.exited) satisfies number;
		supervisor.shared.set('key', { nested: [1, null, 'text'] }).on('change', (key, value) => {
			key satisfies string;
			// @ts-expect-error: it may have been deleted
			value satisfies string;
		});
		// @ts-expect-error: JSON does not hold it
		supervisor.shared.set('key', () => {});
		supervisor.stopEvent.set('why');
		supervisor.use({ shut() {} }, { close: (it) => it.shut() }).shut();
		supervisor.track('file', within)() satisfies boolean;
		(await supervisor.usage()) satisfies (Usage & { pid: number })[];
		const { children, executors } = await supervisor.stop({ ...giveUp, executors: 1 });
		children satisfies ChildReport[];
		executors satisfies ExecutorReport[];
		children[0]?.tree satisfies EndTreeResult | undefined;
		// @ts-expect-error: there is no such step
		children[0]?.endedBy === 'nonsense';
		// @ts-expect-error: not an option
		return supervisor.stop({ terminat: 5 });
	}
	const main = async ({ signal }: { signal: AbortSignal }) => (signal.aborted ? 0 : undefined);
	export const code: Promise<number> = runApplication(main, {
		gracePeriod: 1000,
		onHeartbeat: (beat) => void (beat satisfies Heartbeat),
	});
`;
/** What holds without the newest language as well. */
export const PLAIN = `
	import { addCleanupHook, closeGracefully, finalize, shared, stopEvent, watchParent } from 'parent-watchdog';
	import { holdLease } from 'parent-watchdog/lease';
	import { runApplication, supervise } from 'parent-watchdog/supervisor';
	export const all = [closeGracefully, finalize, holdLease, runApplication, shared, stopEvent, watchParent];
	addCleanupHook((reason) => (reason.type === 'signal' ? reason.signal.length : reason.startedAt));
	supervise().spawn('a').process.stdout.resume();
`;
