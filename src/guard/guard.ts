/** The main thread's side of the guard: a thread that ends the process even when this one is blocked. */
import { Worker } from 'node:worker_threads';
import type { Lifeline } from '../child/lifeline.js';
import type { Detection } from '../detection/detection.js';
import type { Settings } from '../options.js';
import { monotonic, readOrigin } from '../runtime/clock.js';
import { embed } from '../runtime/embed.js';
import { warnOfNoGuard } from '../runtime/errors.js';
import { findOwnUrl } from '../runtime/resolve.js';
import type { GuardPort } from '../shutdown/guard-port.js';
import type { ShutdownReason } from '../shutdown/reason.js';
import { describeReason, readProgram } from '../shutdown/report.js';
import { isDebuggerOpen } from './inspector.js';
import type { GuardData, GuardMessage, ShutdownNote } from './messages.js';
import { openGuardLine } from './open-line.js';
import { type OwnSignals, tellOwnSignals } from './own-signals.js';
import { leaveScopesAgain } from './scopes.js';
import { createSharedMemory, Field, Phase, Time, wake, writeNote } from './shared-memory.js';

const PROGRAM = embed(require.resolve('./guard-thread.js'));

/** What the guard needs to know of the process that it guards. */
export interface GuardHost {
	/** JavaScript was terminated here. */
	onStuck(stack: string): void;
	/** The signals that run the hooks, because nobody else decides about them. */
	ownSignals(): readonly NodeJS.Signals[];
	/** Where there is a supervisor, which may hold a guard line as well. */
	lifeline: Lifeline | undefined;
}

export class Guard implements GuardPort {
	readonly #memory = createSharedMemory();
	readonly #worker: Worker;
	readonly #gracePeriod: number;
	#ownSignals: OwnSignals | undefined;

	/** @throws where worker threads are refused (permission model) */
	constructor(
		settings: Settings,
		private readonly detection: Detection,
		private readonly host: GuardHost,
	) {
		const { interval, gracePeriod, report } = settings;
		this.#gracePeriod = gracePeriod;
		const targets = detection.targets.map(({ pid, start, direct }) => ({ pid, start, direct }));
		const line = openGuardLine(host.lifeline);
		const argv = settings.reportArgv ? process.argv.map(String) : undefined;
		const program = readProgram();
		const folder = findOwnUrl();
		const timing = { interval, gracePeriod, origin: readOrigin() };
		const memory = this.#memory;
		const { leaseEnded } = detection;
		const told = { report, program, argv };
		const data = { memory, targets, ...told, folder, line, leaseEnded };
		const workerData: GuardData = { ...data, ...timing };
		this.#worker = new Worker(PROGRAM, {
			eval: true,
			workerData,
			name: 'parent-watchdog',
			// No preload, no option and no output of the program is meant for this thread.
			execArgv: [],
			argv: [],
			env: {},
			stdin: false,
			stdout: true,
			stderr: true,
			trackUnmanagedFds: false,
		});
		this.#worker.on('message', (message: GuardMessage) => this.#onMessage(message));
		// Too late to be thrown: no thread or no memory is left.
		this.#worker.on('error', warnOfNoGuard);
		this.#worker.unref();
		detection.onInconclusive = (ms) => {
			memory.times[Time.DOUBT] = ms === undefined ? 0 : monotonic() + ms;
		};
		if (line !== undefined) {
			this.#ownSignals = tellOwnSignals(this.#memory, () => host.ownSignals());
		}
		this.onTick();
	}

	/** The grace period began when the guard found the parent gone; a last tenth is always left for hooks. */
	msLeft(): number {
		const limit = this.#memory.times[Time.LIMIT];
		if (!limit) return this.#gracePeriod;
		return Math.max(limit - monotonic(), this.#gracePeriod / 10);
	}

	/** The shutdown has started: from now on the guard sees to its deadline. */
	onShutdown(reason: ShutdownReason): void {
		leaveScopesAgain();
		const { fields, times } = this.#memory;
		const { startedAt, deadline } = reason;
		const note: ShutdownNote = { reason: describeReason(reason), startedAt };
		writeNote(this.#memory, note);
		times[Time.DEADLINE] = monotonic() + deadline - startedAt;
		this.allow(0);
		Atomics.store(fields, Field.PHASE, Phase.SHUTDOWN);
		wake(this.#memory);
	}

	/** A hook begins that may take `ms`: so long the guard accepts silence. */
	allow(ms: number): void {
		this.#memory.times[Time.ALLOWANCE] = monotonic() + ms;
	}

	onListeners(): void {
		this.#ownSignals?.update();
	}

	/** The thread ends by itself, at once. */
	stop(): void {
		this.detection.onInconclusive = undefined;
		this.#worker.off('error', warnOfNoGuard).on('error', () => {});
		Atomics.store(this.#memory.fields, Field.PHASE, Phase.STOPPED);
		wake(this.#memory);
	}

	#onMessage(message: GuardMessage): void {
		leaveScopesAgain();
		Atomics.add(this.#memory.fields, Field.PULSE, 1);
		Atomics.notify(this.#memory.fields, Field.PULSE);
		if (message.type === 'gone') this.detection.check('guard');
		if (message.type === 'stuck') this.host.onStuck(message.stack);
	}

	/**
	 * At every tick of the poll. While a debugger may be attached, a program that stands still may well be
	 * meant to.
	 */
	onTick(): void {
		Atomics.store(this.#memory.fields, Field.DEBUGGER, isDebuggerOpen() ? 1 : 0);
		this.#ownSignals?.update();
	}
}
