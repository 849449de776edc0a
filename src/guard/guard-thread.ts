/** The guard thread: it waits without an event loop, probes, and ends the process when nobody else can. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { probeAll } from '../detection/probe.js';
import type { Target } from '../detection/target.js';
import type { AskingSignal } from '../protocol/guard-line.js';
import { adoptOrigin, monotonic } from '../runtime/clock.js';
import { kill } from '../runtime/system.js';
import { writeKillReport } from './kill-report.js';
import { GuardLine } from './line.js';
import { lookAtMainThread } from './look.js';
import { MainThread, STEP } from './main-thread.js';
import type { GuardData, ShutdownMessage } from './messages.js';
import { Field, Phase, SIGNAL_BITS, Time } from './shared-memory.js';

const { memory, interval, gracePeriod, report, origin, argv, folder, ...data } =
	workerData as GuardData;
const { fields, times } = memory;
adoptOrigin(origin);
const targets: Target[] = data.targets.map((target) => ({
	...target,
	held: undefined,
	replaced: false,
}));
/** How long a deadline is overrun before the process is killed: the main thread's own end comes first. */
const MARGIN = 250;
/** How long a look at the main thread may take, in ms; if a deadline is set, a quarter of what is left. */
const LOOK = 1000;

const mainThread = new MainThread(memory, gracePeriod, (message) => {
	parentPort?.postMessage(message);
});
const line = data.line === undefined ? undefined : new GuardLine(data.line);

void run();

async function run(): Promise<void> {
	while (await waitForTheEnd()) await seeToTheEnd();
}

/** Returns if it is over, or the main thread has found that the parent lives all the same. */
async function seeToTheEnd(): Promise<void> {
	while (mainThread.phase === Phase.SHUTDOWN || isParentGone()) {
		if (mainThread.phase === Phase.STOPPED) return;
		const isShutdown = mainThread.phase === Phase.SHUTDOWN;
		const deadline = times[isShutdown ? Time.DEADLINE : Time.LIMIT] ?? 0;
		const left = deadline - monotonic();
		if (left <= 0) {
			if (isOverdue()) return endProcess();
		} else if (await mainThread.answers(isShutdown ? 'ping' : 'gone', deadline, answerTraces)) {
			await answerTraces();
			mainThread.sleep(Math.min(100, left));
		} else await mainThread.free(deadline);
	}
	times[Time.LIMIT] = 0;
}

/** True once the parent is gone, or the main thread has started the shutdown; false if it is over. */
async function waitForTheEnd(): Promise<boolean> {
	while (mainThread.phase === Phase.WATCHING) {
		const seen = Atomics.load(fields, Field.WAKE);
		if (mainThread.phase !== Phase.WATCHING) break;
		if (isParentGone()) {
			times[Time.LIMIT] = monotonic() + gracePeriod;
			return true;
		}
		const signals = await answerTraces();
		if (signals.length > 0) await seeToSignals(signals);
		Atomics.wait(fields, Field.WAKE, seen, interval);
	}
	return mainThread.phase !== Phase.STOPPED;
}

/** Answers what the supervisor asks on the guard line; returns the signals that it has sent. */
async function answerTraces(): Promise<AskingSignal[]> {
	const messages = line?.read() ?? [];
	const ids = messages.flatMap((message) => (message.type === 'trace' ? message.id : []));
	if (ids.length > 0) {
		for (const id of ids) line?.send({ type: 'looking', id });
		const isDebugged = Atomics.load(fields, Field.DEBUGGER) === 1;
		const sight = isDebugged
			? { seen: 'nothing' as const }
			: await lookAtMainThread(Math.min(LOOK, msLeft() / 4), folder);
		for (const id of ids) line?.send({ type: 'trace', id, ...sight });
	}
	return messages.flatMap((message) => (message.type === 'signalled' ? message.signal : []));
}

/**
 * Where nobody but our hooks waits for a signal, the main thread has to get to it, as in Python an
 * interrupt ends a busy loop. Nothing is killed for it: that is for whoever has sent it. The hooks' time
 * counts from the signal, as the sender's patience does.
 */
async function seeToSignals(signals: readonly AskingSignal[]): Promise<void> {
	const deadline = monotonic() + gracePeriod;
	const isOver = () =>
		mainThread.phase !== Phase.WATCHING || !signals.some(isForHooks) || isParentGone();
	mainThread.trust();
	while (monotonic() < deadline && !isOver()) {
		if (await mainThread.answers('ping', deadline, answerTraces)) return;
		times[Time.LIMIT] = deadline;
		await mainThread.free(deadline, isOver);
	}
	// What nothing frees may go on by itself: then the hooks have all their time.
	if (mainThread.phase === Phase.WATCHING) times[Time.LIMIT] = 0;
}

function isForHooks(signal: AskingSignal): boolean {
	return (Atomics.load(fields, Field.SIGNALS) & SIGNAL_BITS[signal]) !== 0;
}

function isParentGone(): boolean {
	return probeAll(targets).answer === 'gone' || isDoubtOver();
}

/** The main thread, which knows of the doubt, has not decided on time: it may be blocked. */
function isDoubtOver(): boolean {
	const doubt = times[Time.DOUBT];
	return doubt !== undefined && doubt > 0 && monotonic() > doubt + MARGIN;
}

function msLeft(): number {
	const deadline = times[mainThread.phase === Phase.SHUTDOWN ? Time.DEADLINE : Time.LIMIT];
	return deadline ? Math.max(0, deadline - monotonic()) : Number.POSITIVE_INFINITY;
}

/** The deadline is over. Whether it is still so after a while in which the main thread could run. */
function isOverdue(): boolean {
	const before = mainThread.phase;
	for (let waited = 0; waited < MARGIN; waited += STEP) {
		if (mainThread.phase !== before) return false;
		mainThread.sleep(STEP);
	}
	return mainThread.phase === before;
}

function endProcess(): void {
	// It was posted when the shutdown started; this thread has no time for events.
	const message: ShutdownMessage | undefined =
		parentPort && receiveMessageOnPort(parentPort)?.message;
	const { stack } = mainThread;
	if (report) writeKillReport(report, { targets, gracePeriod, argv, stack, ...message });
	kill(process.pid, 'SIGKILL');
}
