/** One parent with many children of one peer, all idle; and what they cost in a while. */
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess } from './end-process.js';
import { Family } from './family.js';
import type { Contender } from './peers.js';
import { descendants, type Holding, readHolding, readUsage, type Usage } from './proc.js';

export interface Cost {
	contender: Contender;
	/** Of each child, in the order of their pids: processor time in ms a second, wake-ups a second. */
	usage: Usage[];
	holding: Holding[];
	/** Processes beside the parent and the children, and what those use. */
	helpers: number;
	helpersUsage: Usage;
}

/** By then the poll has its usual pace, and V8 has collected what the start left, in ms. */
const SETTLED = 30_000;

export class Crowd {
	readonly contender: Contender;
	readonly #family: Family;
	readonly #count: number;

	constructor(contender: Contender, count: number) {
		this.contender = contender;
		this.#count = count;
		this.#family = new Family(contender.id, contender.peer, { count });
	}

	async ready(): Promise<void> {
		await this.#family.readyAll(this.#count, 120_000 + this.#count * 500);
	}

	get children(): number[] {
		return this.#family.childPids;
	}

	get helpers(): number[] {
		const children = new Set(this.children);
		return descendants(this.#family.parentPid).filter((pid) => !children.has(pid));
	}

	async end(): Promise<void> {
		// A helper that leads a session of its own is no descendant of ours any more, once the parent is gone.
		const helpers = this.helpers;
		await this.#family.end();
		for (const pid of helpers) endProcess(pid);
	}
}

/** Starts all crowds, lets them settle, and looks for so many seconds. Crowds that do not start are left out. */
export async function measureCrowds(
	all: readonly Crowd[],
	seconds: number,
	settled = SETTLED,
): Promise<Cost[]> {
	try {
		const ready = await Promise.allSettled(all.map((crowd) => crowd.ready()));
		const crowds = all.filter((crowd, index) => {
			const result = ready[index];
			if (result?.status !== 'rejected') return true;
			process.stderr.write(`${crowd.contender.peer.name} did not start: ${result.reason}\n`);
			return false;
		});
		await delay(settled);
		const startedAt = performance.now();
		const before = crowds.map(readAll);
		await delay(seconds * 1000);
		const after = crowds.map(readAll);
		const passed = (performance.now() - startedAt) / 1000;
		return crowds.map((crowd, index) => {
			const [a, b] = [before[index] as All, after[index] as All];
			const rates = (from: Usage[], to: Usage[]) =>
				to.map(({ cpu, wakeUps }, child) => ({
					cpu: (cpu - (from[child]?.cpu ?? 0)) / passed,
					wakeUps: (wakeUps - (from[child]?.wakeUps ?? 0)) / passed,
				}));
			return {
				contender: crowd.contender,
				usage: rates(a.children, b.children),
				holding: crowd.children.map(readHolding),
				helpers: b.helpers.length,
				helpersUsage: total(rates(a.helpers, b.helpers)),
			};
		});
	} finally {
		for (const crowd of all) await crowd.end();
	}
}

interface All {
	children: Usage[];
	helpers: Usage[];
}

function readAll(crowd: Crowd): All {
	return { children: crowd.children.map(readUsage), helpers: crowd.helpers.map(readUsage) };
}

export function total(usage: readonly Usage[]): Usage {
	return {
		cpu: usage.reduce((sum, { cpu }) => sum + cpu, 0),
		wakeUps: usage.reduce((sum, { wakeUps }) => sum + wakeUps, 0),
	};
}
