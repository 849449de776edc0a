/** What a supervisor tells of its children: as events of its own, and on diagnostics channels. */
import type { EventEmitter } from 'node:events';
import { publish } from '../runtime/diagnostics.js';
import { emitToAll } from '../runtime/emit.js';
import type { Child } from './child.js';
import type { StopReport } from './stop-report.js';
import type { SupervisedChild } from './supervised-child.js';

/** The events of a supervisor. */
export interface SupervisorEvents {
	/** A child has been started. */
	start: [child: SupervisedChild];
	/** What `child.ready()` waits for has come. */
	ready: [child: SupervisedChild];
	/**
	 * A child has ended: with an exit code, or by a signal; `isRequested` is whether we had asked it to. One
	 * that could not be started has neither, but an `error`.
	 */
	exit: [
		child: SupervisedChild,
		code: number | null,
		signal: NodeJS.Signals | null,
		isRequested: boolean,
		error: Error | undefined,
	];
	/** The supervisor has stopped. */
	stop: [report: StopReport];
}

/** A listener that throws costs the others nothing. */
export class SupervisorAnnouncer {
	constructor(private readonly emitter: EventEmitter) {}

	start(child: Child): void {
		publish('start', { name: child.name, pid: child.pid });
		emitToAll(this.emitter, 'start', child);
	}

	ready(child: Child): void {
		publish('ready', { name: child.name, pid: child.pid });
		emitToAll(this.emitter, 'ready', child);
	}

	exit(child: Child, error?: Error): void {
		const { name, pid, process, requests } = child;
		const isRequested = requests.isMade;
		const [code, signal] = error ? [null, null] : [process.exitCode, process.signalCode];
		publish('exit', { name, pid, code, signal, isRequested, error });
		emitToAll(this.emitter, 'exit', child, code, signal, isRequested, error);
	}

	stop(report: StopReport): void {
		publish('stop', { report });
		emitToAll(this.emitter, 'stop', report);
	}
}
