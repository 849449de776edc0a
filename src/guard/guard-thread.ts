/** The guard thread: it waits without an event loop, probes, and ends the process when nobody else can. */
import { parentPort, workerData } from 'node:worker_threads';
import { probeAll } from '../detection/probe.js';
import type { Target } from '../detection/target.js';
import { kill } from '../system.js';
import { monotonic, Phase, Slot, Time } from './board.js';
import { endDescendants } from './descendants.js';
import { writeLastWords } from './last-words.js';
import type { GuardData, GuardMessage } from './messages.js';
import { terminateScript } from './terminate-script.js';

const { board, interval, gracePeriod, report, ...data } = workerData as GuardData;
const { slots, times } = board;
const targets: Target[] = data.targets.map((target) => ({
	...target,
	descriptor: undefined,
	replaced: false,
}));
/** How long the main thread may be busy before it counts as blocked, in ms. */
const PATIENCE = Math.min(1000, gracePeriod / 5);
/** And once it was found blocked. */
const IMPATIENCE = Math.min(250, PATIENCE);
/** How long a deadline is overrun before the process is killed: the main thread's own end comes first. */
const MARGIN = 250;
/** How long before the deadline a blocking hook loses its turn, so that the others get theirs. */
const RESERVE = gracePeriod / 10;

let stack: string | undefined;
let patience = PATIENCE;

void run();

async function run(): Promise<void> {
	if (!waitForTheEnd()) return;
	const ownDeadline = monotonic() + gracePeriod;
	while (phase() !== Phase.STOPPED) {
		const deadline = phase() === Phase.SHUTDOWN ? (times[Time.DEADLINE] ?? 0) : ownDeadline;
		if (monotonic() >= deadline + MARGIN) return endProcess();
		const isAnswered = ask(deadline);
		if (isAnswered) sleep(Math.min(100, deadline + MARGIN - monotonic()));
		else if (phase() !== Phase.STOPPED) await unblock();
	}
}

/** True once the parent is gone, or the main thread has started the shutdown; false if it is over. */
function waitForTheEnd(): boolean {
	while (phase() === Phase.WATCHING) {
		const seen = Atomics.load(slots, Slot.WAKE);
		if (phase() !== Phase.WATCHING) break;
		if (probeAll(targets).answer === 'gone') return true;
		Atomics.wait(slots, Slot.WAKE, seen, interval);
	}
	return phase() !== Phase.STOPPED;
}

/** Whether the main thread's event loop answers, before it has been silent for too long. */
function ask(deadline: number): boolean {
	const before = Atomics.load(slots, Slot.PULSE);
	tell({ type: phase() === Phase.SHUTDOWN ? 'ping' : 'gone' });
	const patient = monotonic() + patience;
	for (;;) {
		if (Atomics.load(slots, Slot.PULSE) !== before) return true;
		const allowed = Math.min(times[Time.ALLOWANCE] ?? 0, deadline - RESERVE);
		const until = Math.min(Math.max(patient, allowed), deadline + MARGIN);
		if (monotonic() >= until || phase() === Phase.STOPPED) return false;
		Atomics.wait(slots, Slot.PULSE, before, Math.min(until - monotonic(), 50));
	}
}

/** JavaScript that is stuck is terminated; a native call that waits for a child of ours loses the child. */
async function unblock(): Promise<void> {
	if (Atomics.load(slots, Slot.DEBUGGER) === 1) return sleep(50);
	patience = IMPATIENCE;
	const stuck = await terminateScript();
	if (stuck !== undefined) {
		stack = stuck;
		tell({ type: 'stuck', stack: stuck });
		return;
	}
	endDescendants();
	sleep(50);
}

function endProcess(): void {
	if (report) writeLastWords(report, targets, gracePeriod, stack);
	kill(process.pid, 'SIGKILL');
}

function phase(): number {
	return Atomics.load(slots, Slot.PHASE);
}

function sleep(ms: number): void {
	const seen = Atomics.load(slots, Slot.WAKE);
	Atomics.wait(slots, Slot.WAKE, seen, Math.max(0, ms));
}

function tell(message: GuardMessage): void {
	parentPort?.postMessage(message);
}
