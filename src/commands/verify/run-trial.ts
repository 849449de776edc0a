/** Starts the application, kills one of its processes, and watches the rest until it is gone or the time is up. */
import { setTimeout as delay } from 'node:timers/promises';
import { signalProcess } from '../../processes/identity.js';
import { type Application, startApplication } from './application.js';
import { readClue, readNotices, readPipes } from './clues.js';
import { describe, whoseEnd } from './describe.js';
import { Belongings } from './leftovers.js';
import { pathOf } from './names.js';
import { type Entry, Roster } from './roster.js';
import type { Trial, VerifyOptions } from './trial.js';
import { untilUp } from './up.js';

/** How often those that are known are looked at, and how often others are looked for, in ms. */
const PAUSE = 10;
const SEARCH = 100;

/** `victim` is whom to kill, as in `Trial`; without one, the top process. */
export async function runTrial(
	words: readonly string[],
	options: VerifyOptions,
	withPreload: boolean,
	victim?: string,
): Promise<Trial> {
	const application = startApplication(words, withPreload);
	try {
		return await judge(application, options, withPreload, victim);
	} finally {
		await application.remove();
	}
}

async function judge(
	application: Application,
	options: VerifyOptions,
	withPreload: boolean,
	victim: string | undefined,
): Promise<Trial> {
	const roster = new Roster(application.root);
	const belongings = new Belongings();
	const look = async () => {
		await roster.look();
		for (const { member } of roster.living) belongings.note(member.pid);
	};
	const problem = await untilUp(application, options, look);
	await roster.name();
	const [top] = roster.entries;
	const chosen =
		victim === undefined ? top : roster.living.find((one) => pathOf(roster, one) === victim);
	if (problem !== undefined || !chosen) {
		const why = problem ?? `there was no ${victim} this time`;
		return { ...NOTHING, withPreload, victim: victim ?? '', problem: why };
	}
	const output = readPipes(application.root.pid);
	const clues = new Map(roster.living.map((one) => [one, readClue(one.member.pid, output)]));
	await look();
	const path = pathOf(roster, chosen);
	const killedAt = performance.now();
	signalProcess(chosen.member, options.kill);
	// Whoever left the tree before it was seen in it is the top process's all the same.
	const isExpected = (entry: Entry) => chosen === top || roster.lineOf(entry).includes(chosen);
	await untilGone(roster, isExpected, options.timeout, belongings);
	const notices = readNotices(application.reports);
	const notice = (entry: Entry) => {
		const certain = notices.get(entry.member.pid);
		const by = whoseEnd(roster, entry) ?? clues.get(entry);
		return certain ?? (by === undefined ? undefined : { by, isCertain: false });
	};
	const processes = roster.entries.map((entry) => {
		const noticed = entry === chosen ? undefined : notice(entry);
		return describe(roster, entry, killedAt, isExpected(entry), noticed);
	});
	const leftovers = belongings.find(application.temporary);
	return { withPreload, victim: path, problem: undefined, processes, leftovers };
}

const NOTHING = {
	processes: [],
	leftovers: { files: [], sockets: [], sharedMemory: [] },
};

async function untilGone(
	roster: Roster,
	isExpected: (entry: Entry) => boolean,
	timeout: number,
	belongings: Belongings,
): Promise<void> {
	const deadline = performance.now() + timeout;
	// Who forks and ends while all are looked at may be missed, and the fork as well: two in a row tell.
	let searchAt = 0;
	for (let timesGone = 0; timesGone < 2 && performance.now() < deadline; ) {
		const isSearch = timesGone > 0 || performance.now() >= searchAt;
		await (isSearch ? roster.look() : roster.lookAtKnown());
		if (isSearch) {
			searchAt = performance.now() + SEARCH;
			for (const { member } of roster.living) belongings.note(member.pid);
		}
		const isGone = !roster.living.some(isExpected);
		if (isGone && isSearch) timesGone += 1;
		else if (isGone) searchAt = 0;
		else timesGone = 0;
		if (!isGone) await delay(PAUSE);
	}
}
