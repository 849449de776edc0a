import type { Failure } from './judge.js';
import type { Played } from './play.js';

/** Sums up all rounds, for one line. */
export class Tally {
	rounds = 0;
	processes = 0;
	kills = 0;
	/** Those who could not know, as documented, and were ended by the player. */
	limits = 0;
	/** Those whom the guard of a process above has ended. */
	guarded = 0;
	hooks = 0;
	slowest = 0;
	readonly failures = new Map<Failure['kind'], number>();

	add({ members, took }: Played, failures: readonly Failure[]): void {
		this.rounds += 1;
		this.slowest = Math.max(this.slowest, took);
		for (const member of members.values()) {
			const kills = member.all('killed');
			if (member.find('born')) this.processes += 1;
			if (member.plan.shell && member.find('started')) this.processes += 1;
			this.kills += kills.filter(({ isLimit }) => !isLimit).length;
			this.kills += member.shellKilledAt === undefined ? 0 : 1;
			this.limits += kills.filter(({ isLimit }) => isLimit).length;
			this.guarded += member.isEndedByGuard ? 1 : 0;
			this.hooks += member.all('hook added').length;
		}
		for (const { kind } of failures) this.failures.set(kind, this.count(kind) + 1);
	}

	count(kind: Failure['kind']): number {
		return this.failures.get(kind) ?? 0;
	}

	toString(): string {
		const { rounds, processes, kills, limits, guarded, hooks, slowest } = this;
		return [
			`${rounds} rounds, ${processes} processes started, ${kills} signals sent, ${hooks} hooks registered:`,
			`${this.count('orphan')} orphans, ${this.count('late')} late,`,
			`${this.count('false alarm')} false alarms, ${this.count('unexplained end')} unexplained ends,`,
			`${this.count('hook lost')} hooks lost, ${this.count('hook doubled')} doubled,`,
			`${this.count('not ready')} not ready;`,
			`the slowest tree was gone after ${Math.round(slowest)} ms, ${guarded} were ended by a guard above,`,
			`${limits} could not know (documented)`,
		].join(' ');
	}
}
