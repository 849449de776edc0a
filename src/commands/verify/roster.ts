/** All processes of an application: when each was first seen, and when it was gone. */
import { readCommandLine } from '../../processes/command-line.js';
import { createFamily } from '../../processes/family.js';
import { canIdentify, isSameStart, toKey } from '../../processes/identity.js';
import type { Family, Member } from '../../processes/members.js';
import { readStat } from '../../processes/proc.js';
import { hasEnded } from '../../processes/stat.js';
import { listProcesses } from '../../processes/table.js';
import { takeSnapshot } from '../../processes/take-snapshot.js';
import type { TreeRoot } from '../../processes/tree.js';

export interface Entry {
	member: Member;
	ppid: number;
	/** The words of its command line. */
	words: readonly string[];
	leadsSession: boolean;
	/** By `performance.now()`. */
	seenAt: number;
	endedAt: number | undefined;
}

export class Roster {
	readonly #family: Family;
	readonly #entries = new Map<Member, Entry>();

	constructor(private readonly root: TreeRoot) {
		this.#family = createFamily({ root, tree: true });
	}

	/** Parents before their children. */
	get entries(): Entry[] {
		return [...this.#entries.values()];
	}

	get living(): Entry[] {
		return this.entries.filter(({ endedAt }) => endedAt === undefined);
	}

	/** At those that are known: that is cheap, and finds no new ones. */
	async lookAtKnown(): Promise<void> {
		if (!canIdentify()) return this.look();
		for (const entry of this.living) {
			const stat = readStat(entry.member.pid);
			if (stat?.start === entry.member.start && !hasEnded(stat)) continue;
			entry.endedAt = performance.now();
		}
	}

	/** At all processes. */
	async look(): Promise<void> {
		const { root } = this;
		const known = new Set(this.#family.members.map(toKey));
		const snapshot = await takeSnapshot({
			roots: [root],
			isAlone: false,
			since: root.start,
			known,
		});
		if (!snapshot) return;
		this.#family.look(snapshot);
		const at = performance.now();
		for (const member of this.#family.members) {
			const entry = this.#entries.get(member);
			if (entry && !member.isAlive) entry.endedAt ??= at;
			if (entry) continue;
			const row = snapshot.get(member.pid);
			const leadsSession = row?.session === member.pid;
			const words = readCommandLine(member.pid);
			const { ppid = 0 } = row ?? {};
			const endedAt = member.isAlive ? undefined : at;
			this.#entries.set(member, { member, ppid, words, leadsSession, seenAt: at, endedAt });
		}
	}

	/** What they have become by exec(2), before it is too late to ask. */
	async name(): Promise<void> {
		const unnamed = this.living.some(({ member }) => readCommandLine(member.pid).length === 0);
		const rows = unnamed ? await listProcesses() : undefined;
		for (const entry of this.living) {
			const row = rows?.find(({ pid }) => pid === entry.member.pid);
			const words = readCommandLine(entry.member.pid);
			if (words.length > 0) entry.words = words;
			else if (row) entry.words = (row.cmd ?? row.name).split(' ');
		}
	}

	parentOf({ ppid, member }: Entry): Entry | undefined {
		return this.entries.find(
			(other) => other.member.pid === ppid && isBefore(other.member, member),
		);
	}

	/** From the top down, itself last. */
	lineOf(entry: Entry): Entry[] {
		const parent = this.parentOf(entry);
		return parent ? [...this.lineOf(parent), entry] : [entry];
	}
}

function isBefore(a: Member, b: Member): boolean {
	return a !== b && (a.start <= b.start || isSameStart(a.start, b.start));
}
