/** The supervisor's side of the reaper, which outlives a killed supervisor just long enough. */
import type { ChildProcess } from 'node:child_process';
import { ParentWatchdogError } from '../runtime/errors.js';
import { clearTimeout, pid, setTimeout } from '../runtime/system.js';
import type { Message, Resource, SupervisedRoot } from './messages.js';
import { NO_REAPER_HERE } from './place.js';
import { idOf, readStats } from './resource.js';
import { startReaper } from './start-reaper.js';

export interface ReaperOptions {
	/** How long children have after SIGTERM, in ms. */
	gracePeriod: number;
	/**
	 * Called once where there is no reaper (any more); all methods do nothing then. `hasRun` tells one that
	 * somebody has ended from one that could not be started.
	 */
	onProblem: (problem: Error, hasRun: boolean) => void;
}

/** How long it may take to end after it was killed, in ms, before `close()` gives up on it. */
const PATIENCE = 2000;

export class Reaper {
	#process: ChildProcess | undefined;
	#isOver = false;

	constructor(private readonly options: ReaperOptions) {
		try {
			const child = startReaper();
			this.#process = child;
			child.on('error', (cause) => this.#fail(cause.message, cause));
			child.on('exit', (code, signal) => {
				if (code === NO_REAPER_HERE) return this.#fail('this program is started in its place');
				this.#fail(`it ended (${signal ?? `exit ${code}`})`, undefined, true);
			});
			this.#post({ type: 'supervisor', pid, gracePeriod: options.gracePeriod });
		} catch (cause) {
			this.#fail((cause as Error).message, cause);
		}
	}

	get pid(): number | undefined {
		return this.#process?.pid;
	}

	/** Before `spawn()`: killed between that and `started()`, a supervisor leaves a child that has this supervision id. */
	starting(supervisionId: string): void {
		this.#post({ type: 'starting', supervisionId });
	}

	started(supervisionId: string, child: SupervisedRoot): void {
		const { pid, start, leadsGroup, watches, tree, grace } = child;
		this.#post({ type: 'started', supervisionId, pid, start, leadsGroup, watches, tree, grace });
	}

	/** It has been sent SIGTERM. */
	signalled(supervisionId: string): void {
		this.#post({ type: 'signalled', supervisionId });
	}

	ended(supervisionId: string): void {
		this.#post({ type: 'ended', supervisionId });
	}

	/** A path as `checkTrackable()` returns it; what is there now is what may be removed, nothing else. */
	track({ path, kind, replaceable }: Omit<Resource, 'id'>): void {
		const stats = readStats(path);
		this.#post({ type: 'track', path, kind, id: stats && idOf(stats), replaceable });
	}

	untrack(path: string): void {
		this.#post({ type: 'untrack', path });
	}

	/** It ends at once and does nothing; resolves once it has. */
	async close(): Promise<void> {
		const child = this.#process;
		if (!child) return;
		this.#post({ type: 'close' });
		this.#isOver = true;
		this.#process = undefined;
		// It holds nothing that has to be put in order; and it may be stopped, or not have started in full.
		child.kill('SIGKILL');
		await hasExited(child);
		child.stdin?.destroy();
	}

	/** A write to a pipe is tried at once, so it is there even if we are killed right after. */
	#post(message: Message): void {
		const { stdin } = this.#process ?? {};
		if (stdin?.writable) stdin.write(`${JSON.stringify(message)}\n`);
	}

	/** Once; that it ends after `close()` is no problem. */
	#fail(why: string, cause?: unknown, hasRun = false): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#process?.stdin?.destroy();
		this.#process = undefined;
		const message = `no reaper: ${why}; if this process is killed, its children are left`;
		this.options.onProblem(
			new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_REAPER', message, { cause }),
			hasRun,
		);
	}
}

/** While it is awaited it keeps us alive, so that nothing is left when we end. */
function hasExited(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
		return Promise.resolve();
	}
	child.ref();
	return new Promise((resolve) => {
		const timer = setTimeout(() => {
			child.unref();
			resolve();
		}, PATIENCE);
		child.once('exit', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
