import type { Settings } from '../options.js';
import { debug, publish } from '../runtime/diagnostics.js';
import type { Deadline } from './deadline.js';
import { exitProcess } from './exit-process.js';
import { warnOfHooks } from './hook-warnings.js';
import type { Hooks } from './hooks.js';
import { isWithoutParent, type ShutdownReason } from './reason.js';
import { writeReport } from './report.js';
import { handToProgram, raise } from './signals.js';

/** What the end needs from outside. */
export interface EndHost {
	settings(): Pick<Settings, 'exitCode' | 'report'>;
	/** Takes our signal listeners away, so that a signal has its default action again. */
	releaseSignals(): void;
	/** Whether the program has a listener of its own for the signal. */
	isHeardByProgram(signal: NodeJS.Signals): boolean;
}

/** How the process ends when its hooks have had their time: by whom, with which status and last words. */
export class ProcessEnd {
	/** The stacks that were stuck, and terminated. */
	readonly stuck: string[] = [];
	#isReported = false;
	#isForced = false;

	constructor(
		private readonly host: EndHost,
		private readonly hooks: Hooks,
		private readonly deadline: Deadline,
	) {}

	/** All hooks have run. */
	end(reason: ShutdownReason): void {
		if (reason.type === 'signal' && reason.signal) return this.bySignal(reason.signal, reason);
		const isProgramsOwn = isWithoutParent(reason) && this.host.isHeardByProgram('SIGTERM');
		if (isProgramsOwn) return this.#handOver(reason);
		const code = this.#codeOf(reason);
		// First: the next signal ends the process on the spot.
		this.finish(reason, `exit ${code ?? process.exitCode ?? 0}`);
		this.host.releaseSignals();
		exitProcess(code, !isWithoutParent(reason));
	}

	/** The deadline has come. */
	force(reason: ShutdownReason): void {
		debug('the grace period is over');
		this.#isForced = true;
		if (reason.type !== 'signal' || !reason.signal)
			return exitProcess(this.#codeOf(reason), !isWithoutParent(reason));
		this.hooks.drain(reason);
		this.bySignal(reason.signal, reason);
	}

	bySignal(signal: NodeJS.Signals, reason: ShutdownReason | undefined): void {
		this.deadline.clear();
		if (reason) this.finish(reason, signal);
		this.host.releaseSignals();
		raise(signal);
	}

	/** The last words, once. */
	finish(reason: ShutdownReason, how: string): void {
		if (this.#isReported) return;
		this.#isReported = true;
		this.hooks.abandon();
		debug('end: %s', how);
		publish('end', { reason, how });
		if (!isWithoutParent(reason)) warnOfHooks(this.hooks.results, this.#isForced);
		const { report } = this.host.settings();
		if (report) writeReport(report, reason, this.hooks.results, how, this.stuck);
	}

	/** The program has its own way to end; it has what is left of the grace period for it. */
	#handOver(reason: ShutdownReason): void {
		process.exitCode ??= this.host.settings().exitCode;
		this.finish(reason, 'SIGTERM handed to the program');
		this.host.releaseSignals();
		this.deadline.unref();
		handToProgram('SIGTERM');
	}

	#codeOf(reason: ShutdownReason): number | undefined {
		const { type, cause, exitCode } = reason;
		if (isWithoutParent(reason)) return this.host.settings().exitCode;
		if (process.exitCode !== undefined) return undefined;
		if (type === 'stop' || type === 'interrupt') return exitCode;
		return cause instanceof Error ? 1 : undefined;
	}
}
