/** Signals to a child: to that very process, or to nobody. */
import type { ChildProcess } from 'node:child_process';
import { signalGroup } from '../processes/identity.js';
import { canSeeOthers, readStat, stillSeesUs } from '../processes/proc.js';
import { debug } from '../runtime/diagnostics.js';
import { nextTurn } from '../runtime/slices.js';
import { errorCode, kill } from '../runtime/system.js';

export class ChildSignals {
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere. */
	readonly start: number | undefined;
	/** Why the last signal could not be sent: `EPERM`. */
	refusal: string | undefined;
	#isKilled = false;

	constructor(
		private readonly child: ChildProcess,
		private readonly leadsGroup: boolean,
	) {
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
		const isSent = this.#send(signal);
		if (signal === 'SIGKILL') this.#isKilled ||= isSent;
		return isSent;
	}

	/** Whether nothing but its process group tells who is in its tree. */
	get standsForGroup(): boolean {
		return this.leadsGroup && !canSeeOthers();
	}

	/**
	 * To its whole group, at the start of a turn: the children that were reaped in the one before are all known
	 * by then, so a child that counts as alive still holds the number of its group. Returns whether it was sent.
	 */
	async sendToGroup(signal: NodeJS.Signals): Promise<boolean> {
		await nextTurn();
		if (!this.isAlive || !signalGroup(this.child.pid as number, signal)) return false;
		this.#isKilled ||= signal === 'SIGKILL';
		return true;
	}

	/** One that is refused (the child is another user's by now) is an 'error' event, too. */
	#send(signal: NodeJS.Signals): boolean {
		this.refusal = undefined;
		const onError = (error: Error) => {
			this.refusal = errorCode(error) ?? error.message;
			debug('%s to pid %d: %s', signal, this.child.pid, error.message);
		};
		this.child.on('error', onError);
		try {
			return sendTo(this.child, signal);
		} catch (error) {
			onError(error as Error);
			return false;
		} finally {
			this.child.off('error', onError);
		}
	}

	/** Several children may have been reaped in the turn in which we are told of the first. */
	#isItself(): boolean {
		const { start, child } = this;
		const found = child.pid === undefined || start === undefined ? undefined : readStat(child.pid);
		return found === undefined || found.start === start || !stillSeesUs();
	}
}

/** Deno takes a child that has got a signal for one that has ended by it, and sends it no other one. */
function sendTo(child: ChildProcess, signal: NodeJS.Signals): boolean {
	if (!process.versions.deno) return child.kill(signal);
	return kill(child.pid as number, signal);
}

function readStart(pid: number): number | undefined {
	return process.platform === 'linux' ? readStat(pid)?.start : Date.now();
}
