/** Processes that are to end, and what each of them was sent: SIGTERM once, then SIGKILL. */
import { monotonic } from '../runtime/clock.js';
import type { TreeRoot } from './group.js';
import { isSameStart, type ProcessIdentity, signalProcess } from './identity.js';
import type { Snapshot } from './snapshot.js';

export interface Member extends ProcessIdentity {
	/** When it was sent SIGTERM, by monotonic time; once, for a second one might cut its cleanup short. */
	terminatedAt: number | undefined;
	/** Whether SIGKILL was sent, and not refused. */
	isKilled: boolean;
	isAlive: boolean;
}

export interface Family {
	readonly plan: FamilyPlan;
	readonly members: readonly Member[];
	/** Finds those who live; never ourselves. Returns whether there is anybody. */
	look(snapshot: Snapshot): boolean;
	terminate(): void;
	kill(snapshot: Snapshot): void;
}

export interface FamilyPlan {
	/** Without one, the family is all that carry the supervision id. */
	root: TreeRoot | undefined;
	supervisionId?: string | undefined;
	/** Whether descendants, group and supervision id count, not the root alone. */
	tree: boolean;
	/** Whether the root has been sent SIGTERM already. */
	isRootSignalled?: boolean | undefined;
	/**
	 * Whether the root may have been reaped, and its number given away: without `/proc` nobody is signalled
	 * then. Who says no has to know.
	 */
	isLeaderReaped?: boolean | undefined;
}

export class Members {
	/** All that were ever found, by pid: a descendant whose parent has ended is found by nothing else. */
	readonly #members = new Map<number, Member>();

	get all(): Member[] {
		return [...this.#members.values()];
	}

	get alive(): Member[] {
		return this.all.filter(({ isAlive }) => isAlive);
	}

	has({ pid, start }: ProcessIdentity): boolean {
		return isSameStart(this.#members.get(pid)?.start ?? 0, start);
	}

	add(found: ProcessIdentity, isTerminated = false): void {
		if (this.has(found)) return;
		const { pid, start } = found;
		const terminatedAt = isTerminated ? monotonic() : undefined;
		this.#members.set(pid, { pid, start, terminatedAt, isKilled: false, isAlive: true });
	}

	update(isThere: (member: Member) => boolean): void {
		for (const member of this.#members.values()) member.isAlive = isThere(member);
	}

	terminate(): void {
		for (const member of this.alive) {
			if (member.terminatedAt !== undefined) continue;
			member.terminatedAt = monotonic();
			signalProcess(member, 'SIGTERM');
		}
	}

	/** With `mercy`, only those that got SIGTERM so many ms before: they may have hooks. */
	kill(mercy?: number): void {
		for (const member of this.alive) {
			const age = monotonic() - (member.terminatedAt ?? Number.POSITIVE_INFINITY);
			if (mercy !== undefined && !(age >= mercy)) continue;
			if (signalProcess(member, 'SIGKILL')) member.isKilled = true;
		}
	}
}
