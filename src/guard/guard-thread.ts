/** The guard thread: it waits without an event loop, probes, and ends the process when nobody else can. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AskingSignal } from '../protocol/guard-line.js';
import { adoptOrigin, monotonic } from '../runtime/clock.js';
import { pollDelay } from '../runtime/poll.js';
import { kill } from '../runtime/system.js';
import { GuardedParent } from './guarded-parent.js';
import { writeKillReport } from './kill-report.js';
import { MainThread, STEP } from './main-thread.js';
import type { GuardData, ShutdownNote } from './messages.js';
import { Questions } from './questions.js';
import { Field, isForHooks, Phase, readNote, Time } from './shared-memory.js';

const { memory, interval, gracePeriod, report, origin, program, argv, folder, ...data } =
	workerData as GuardData;
const { fields, times } = memory;
adoptOrigin(origin);
const parent = new GuardedParent(memory, data.targets, data.leaseEnded);
/** How long a deadline is overrun before the process is killed: the main thread's own end comes first. */
const MARGIN = 250;
/** How long a look at the main thread may take, in ms; if a deadline is set, a quarter of what is left. */
const LOOK = 1000;

const mainThread = new MainThread(memory, gracePeriod, (message) => {
	parentPort?.postMessage(message);
});
const questions = data.line === undefined ? undefined : new Questions(memory, data.line, folder);
/** In ms: a question of the supervisor waits until this thread looks. */
const pace = questions ? Math.min(interval ?? 250, 250) : interval;

/** What the guard waits for, or does. */
type State =
	/** The parent lives, as far as is known, and no signal waits for the hooks. */
	| 'watching'
	/** The process has to end: does its main thread answer? */
	| 'checking'
	/** It does not: what blocks it is dropped. */
	| 'unresponsive'
	/** The deadline is over. */
	| 'overdue'
	/** The main thread wants no guard any more. */
	| 'stopped';

/** Signals that only our hooks wait for, which the main thread has to get to by then. */
let asked: { signals: readonly AskingSignal[]; deadline: number } | undefined;

const states: Record<Exclude<State, 'stopped'>, () => State | Promise<State>> = {
	watching: watch,
	checking: check,
	unresponsive: interrupt,
	overdue: endIfOverdue,
};

void run();

async function run(): Promise<void> {
	for (let state: State = 'watching'; state !== 'stopped'; ) state = await states[state]();
}

async function watch(): Promise<State> {
	const seen = Atomics.load(fields, Field.WAKE);
	if (findDeadline() !== undefined) return 'checking';
	if (mainThread.phase === Phase.STOPPED) return 'stopped';
	const signals = await answerQuestions();
	if (signals.length > 0) {
		// The hooks' time counts from the signal, as the sender's patience does.
		asked = { signals, deadline: monotonic() + gracePeriod };
		mainThread.trust();
		return 'checking';
	}
	// A main thread that is blocked hears no push source, and it is blocked ones that this thread is for.
	Atomics.wait(fields, Field.WAKE, seen, pollDelay(pace, false));
	return 'watching';
}

async function check(): Promise<State> {
	const deadline = findDeadline();
	if (deadline === undefined) return goBack();
	const left = deadline - monotonic();
	if (left <= 0) return asked ? goBack() : 'overdue';
	const question = mainThread.phase === Phase.SHUTDOWN || asked ? 'ping' : 'gone';
	if (!(await mainThread.answers(question, deadline, answerQuestions))) return 'unresponsive';
	// It gets to the signals by itself.
	if (asked) return goBack();
	await answerQuestions();
	mainThread.sleep(Math.min(100, left));
	return 'checking';
}

async function interrupt(): Promise<State> {
	const deadline = findDeadline();
	if (deadline === undefined) return goBack();
	const isAsked = asked !== undefined;
	if (isAsked) times[Time.LIMIT] = deadline;
	await mainThread.free(deadline, () => isAsked && findDeadline() !== deadline);
	return 'checking';
}

/** Kills the process, unless the main thread could run for a while and goes on ending. */
function endIfOverdue(): State {
	const before = mainThread.phase;
	for (let waited = 0; waited < MARGIN && mainThread.phase === before; waited += STEP) {
		mainThread.sleep(STEP);
	}
	if (mainThread.phase !== before) return 'checking';
	const { targets } = parent;
	const words = { targets, gracePeriod, program, argv, stack: mainThread.stack };
	if (report) writeKillReport(report, { ...words, ...readNote<ShutdownNote>(memory) });
	kill(process.pid, 'SIGKILL');
	return 'stopped';
}

/** Nothing has to end any more: what nothing freed may go on by itself, and the hooks have all their time. */
function goBack(): State {
	asked = undefined;
	if (mainThread.phase === Phase.WATCHING) times[Time.LIMIT] = 0;
	return mainThread.phase === Phase.STOPPED ? 'stopped' : 'watching';
}

/** By when the process has to end, or to get to its signals; `undefined` while it has to do neither. */
function findDeadline(): number | undefined {
	if (mainThread.phase === Phase.STOPPED) return undefined;
	if (mainThread.phase === Phase.SHUTDOWN) {
		asked = undefined;
		return times[Time.DEADLINE];
	}
	if (parent.isGone()) {
		if (asked || !times[Time.LIMIT]) times[Time.LIMIT] = monotonic() + gracePeriod;
		asked = undefined;
		return times[Time.LIMIT];
	}
	return asked?.signals.some((signal) => isForHooks(memory, signal)) ? asked.deadline : undefined;
}

/** Returns the signals that the supervisor says it has sent. */
function answerQuestions(): Promise<AskingSignal[]> {
	const deadline = times[mainThread.phase === Phase.SHUTDOWN ? Time.DEADLINE : Time.LIMIT];
	const msLeft = deadline ? Math.max(0, deadline - monotonic()) : Number.POSITIVE_INFINITY;
	return questions?.answer(Math.min(LOOK, msLeft / 4)) ?? Promise.resolve([]);
}
