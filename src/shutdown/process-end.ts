import type { Settings } from '../options.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { appendReport } from './append-report.js';
import type { Calls } from './calls.js';
import type { ReasonDetails } from './create-reason.js';
import type { Deadline } from './deadline.js';
import { readExitCode } from './exit-code.js';
import { exitProcess } from './exit-process.js';
import type { Hooks } from './hooks.js';
import { handToProgram, raise } from './raise.js';
import { isWithoutParent, type ShutdownReason } from './reason.js';
import { createReport } from './report.js';
import type { Signals } from './signals.js';
import { describeError, warnOfHooks, writeWarning } from './warnings.js';

/** How the process ends when its hooks have had their time: by whom, with which status, and what is told of it. */
export class ProcessEnd {
	/** The stacks that were stuck, and terminated. */
	readonly stuck: string[] = [];
	/** What nobody caught meanwhile. */
	readonly errors: string[] = [];
	#isReported = false;
	#isForced = false;

	constructor(
		private readonly settings: { readonly current: Settings },
		private readonly signals: Signals,
		private readonly hooks: Hooks,
		private readonly deadline: Deadline,
	) {}

	/** It would have ended the process; now the hooks finish first. */
	addError(error: unknown, isParentGone: boolean): void {
		const text = describeError(error);
		this.errors.push(text);
		debug('uncaught: %s', text);
		if (!isParentGone) writeWarning(`uncaught, so this process ends:\n${text}`);
	}

	/** All hooks have run. */
	end(reason: ShutdownReason): void {
		const hasError = this.errors.length > 0;
		if (this.#isBySignal(reason)) this.#raise(reason, reason.signal);
		else if (isWithoutParent(reason) && !hasError && this.signals.isHeardByProgram('SIGTERM'))
			this.#handOver(reason);
		else this.#exit(reason);
	}

	/** The deadline has come. What is left of the hooks runs when the process exits. */
	force(reason: ShutdownReason, calls: Calls): void {
		debug('the grace period is over');
		this.#isForced = true;
		if (this.#isBySignal(reason)) {
			// No 'exit' listener runs then, where else what is left of the hooks has its turn.
			this.hooks.drain(reason, calls);
			this.#raise(reason, reason.signal);
		} else exitProcess(this.#codeOf(reason), !isWithoutParent(reason));
	}

	#isBySignal(reason: ShutdownReason): reason is ShutdownReason & { signal: NodeJS.Signals } {
		return reason.type === 'signal' && reason.signal !== undefined && this.errors.length === 0;
	}

	/** As it is asked, whatever has begun the shutdown. */
	now(reason: ShutdownReason, { signal, exitCode }: ReasonDetails): void {
		if (signal) return this.#raise(reason, signal);
		this.report(reason, `exit ${exitCode}`);
		exitProcess(exitCode, true);
	}

	/** The last words, once. */
	report(reason: ShutdownReason, how: string): void {
		if (this.#isReported) return;
		this.#isReported = true;
		const { results } = this.hooks;
		results.close();
		debug('end: %s', how);
		publish('end', { reason, how });
		if (!isWithoutParent(reason)) warnOfHooks(results.list, this.#isForced);
		const { report, reportArgv } = this.settings.current;
		if (!report) return;
		const { stuck, errors } = this;
		const story = { reason, hooks: results.list, end: how, stuck, errors };
		appendReport(report, () => createReport(story, reportArgv ? process.argv : undefined));
	}

	#raise(reason: ShutdownReason, signal: NodeJS.Signals): void {
		this.deadline.clear();
		this.report(reason, signal);
		this.signals.release();
		raise(signal);
	}

	#exit(reason: ShutdownReason): void {
		const code = this.#codeOf(reason);
		// First: the next signal ends the process on the spot.
		this.report(reason, `exit ${code ?? readExitCode() ?? 0}`);
		this.signals.release();
		exitProcess(code, !isWithoutParent(reason));
	}

	/** The program has its own way to end; it has what is left of the grace period for it. */
	#handOver(reason: ShutdownReason): void {
		if (readExitCode() === undefined) process.exitCode = this.settings.current.exitCode;
		this.report(reason, 'SIGTERM handed to the program');
		this.signals.release();
		this.deadline.unref();
		handToProgram('SIGTERM');
	}

	/** Nothing where the program's own holds. */
	#codeOf(reason: ShutdownReason): number | undefined {
		const { type, cause, exitCode } = reason;
		// As Node ends a process whose error nobody has caught.
		if (this.errors.length > 0) return 1;
		if (isWithoutParent(reason)) return this.settings.current.exitCode;
		if (readExitCode() !== undefined) return undefined;
		if (type === 'stop' || type === 'interrupt') return exitCode;
		return cause instanceof Error ? 1 : undefined;
	}
}
