/** The guard thread: it waits without an event loop, probes, and ends the process when nobody else can. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { probeAll } from '../detection/probe.js';
import type { Target } from '../detection/target.js';
import { adoptOrigin, kill } from '../system.js';
import { monotonic, Phase, Slot, Time } from './board.js';
import { endDescendants } from './descendants.js';
import { Interruption } from './interruption.js';
import { writeLastWords } from './last-words.js';
import type { GuardData, GuardMessage, ShutdownMessage } from './messages.js';

const { board, interval, gracePeriod, report, origin, argv, ...data } = workerData as GuardData;
const { slots, times } = board;
adoptOrigin(origin);
const targets: Target[] = data.targets.map((target) => ({
	...target,
	descriptor: undefined,
	replaced: false,
}));
/** How long the main thread may be busy before it counts as blocked, in ms. */
const PATIENCE = Math.min(1000, Math.max(100, gracePeriod / 5));
/** And once it was found blocked. */
const IMPATIENCE = Math.min(250, PATIENCE);
/** How long a deadline is overrun before the process is killed: the main thread's own end comes first. */
const MARGIN = 250;
/** How long before the deadline a blocking hook loses its turn, so that the others get theirs. */
const RESERVE = Math.min(1000, gracePeriod / 4);
/** How long what the main thread may wait for has to end by itself: it may run hooks of its own. */
const MERCY = gracePeriod / 4;
/**
 * Patience is counted in steps of so many ms, not by the clock: while the process was stopped, or had no
 * processor, the main thread could not answer either.
 */
const STEP = 50;

let stack: string | undefined;
let patience = PATIENCE;

void run();

async function run(): Promise<void> {
	if (!waitForTheEnd()) return;
	while (phase() !== Phase.STOPPED) {
		const deadline = times[phase() === Phase.SHUTDOWN ? Time.DEADLINE : Time.LIMIT] ?? 0;
		const left = deadline - monotonic();
		if (left <= 0) {
			if (isOverdue()) return endProcess();
		} else if (ask(deadline)) sleep(Math.min(100, left));
		else await unblock(deadline);
	}
}

/** True once the parent is gone, or the main thread has started the shutdown; false if it is over. */
function waitForTheEnd(): boolean {
	while (phase() === Phase.WATCHING) {
		const seen = Atomics.load(slots, Slot.WAKE);
		if (phase() !== Phase.WATCHING) break;
		if (probeAll(targets).answer === 'gone') {
			times[Time.LIMIT] = monotonic() + gracePeriod;
			return true;
		}
		Atomics.wait(slots, Slot.WAKE, seen, interval);
	}
	return phase() !== Phase.STOPPED;
}

/** Whether the main thread's event loop answers, before it has been silent for too long. */
function ask(deadline: number): boolean {
	const before = pulse();
	tell({ type: phase() === Phase.SHUTDOWN ? 'ping' : 'gone' });
	for (let waited = 0; ; waited += STEP) {
		if (pulse() !== before || phase() === Phase.STOPPED) return true;
		const allowed = Math.min(times[Time.ALLOWANCE] ?? 0, deadline - RESERVE);
		const isPatient = waited < patience || monotonic() < allowed;
		if (!isPatient || monotonic() >= deadline) return false;
		Atomics.wait(slots, Slot.PULSE, before, STEP);
	}
}

/** JavaScript that is stuck is terminated; a native call that waits for a child of ours loses the child. */
async function unblock(deadline: number): Promise<void> {
	if (monotonic() >= deadline) return;
	if (Atomics.load(slots, Slot.DEBUGGER) === 1) return sleep(STEP);
	patience = IMPATIENCE;
	const before = pulse();
	const isBlocked = () => pulse() === before && phase() !== Phase.STOPPED;
	const interruption = new Interruption(isBlocked);
	try {
		while (isBlocked() && monotonic() < deadline) {
			const stuck = await interruption.stack(deadline - monotonic());
			if (stuck !== undefined) {
				stack = stuck;
				return tell({ type: 'stuck', stack });
			}
			// It is no JavaScript. Once a native call returns to some, that is terminated, before it can fail
			// for want of the child it waited for.
			endDescendants(MERCY);
		}
	} finally {
		interruption.close();
	}
}

/** The deadline is over. Whether it is still so after a while in which the main thread could run. */
function isOverdue(): boolean {
	const before = phase();
	for (let waited = 0; waited < MARGIN; waited += STEP) {
		if (phase() !== before) return false;
		sleep(STEP);
	}
	return phase() === before;
}

function endProcess(): void {
	// It was posted when the shutdown started; this thread has no time for events.
	const message: ShutdownMessage | undefined =
		parentPort && receiveMessageOnPort(parentPort)?.message;
	if (report) writeLastWords(report, { targets, gracePeriod, argv, stack, ...message });
	kill(process.pid, 'SIGKILL');
}

function phase(): number {
	return Atomics.load(slots, Slot.PHASE);
}

function pulse(): number {
	return Atomics.load(slots, Slot.PULSE);
}

function sleep(ms: number): void {
	const seen = Atomics.load(slots, Slot.WAKE);
	if (phase() !== Phase.STOPPED) Atomics.wait(slots, Slot.WAKE, seen, Math.max(0, ms));
}

function tell(message: GuardMessage): void {
	parentPort?.postMessage(message);
}
