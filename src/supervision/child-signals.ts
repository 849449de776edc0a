/** Signals to a child: to that very process, or to nobody. */
import type { ChildProcess } from 'node:child_process';
import { readStat } from '../processes/proc.js';
import { debug } from '../runtime/diagnostics.js';

export class ChildSignals {
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere. */
	readonly start: number | undefined;
	#isKilled = false;

	constructor(private readonly child: ChildProcess) {
		this.start = child.pid === undefined ? undefined : readStart(child.pid);
	}

	get isAlive(): boolean {
		const { pid, exitCode, signalCode } = this.child;
		return pid !== undefined && exitCode === null && signalCode === null;
	}

	/** Whether our SIGKILL ended it. */
	get wasKilled(): boolean {
		return this.#isKilled && this.child.signalCode === 'SIGKILL';
	}

	/** Never to a pid that has been reaped: it may be somebody else's by now. Returns whether it was sent. */
	send(signal: NodeJS.Signals): boolean {
		if (!this.isAlive || !this.#isItself()) return false;
		try {
			const isSent = this.child.kill(signal);
			if (signal === 'SIGKILL') this.#isKilled ||= isSent;
			return isSent;
		} catch (error) {
			debug('%s to pid %d: %s', signal, this.child.pid, (error as Error).message);
			return false;
		}
	}

	/** Several children may have been reaped in the turn in which we are told of the first. */
	#isItself(): boolean {
		const { start, child } = this;
		const found = child.pid === undefined || start === undefined ? undefined : readStat(child.pid);
		return found === undefined || found.start === start;
	}
}

function readStart(pid: number): number | undefined {
	return process.platform === 'linux' ? readStat(pid)?.start : Date.now();
}
