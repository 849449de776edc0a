/** What went wrong in a round, by what its members and its player have written down. */
import type { History } from './history.js';
import { allowance, MARGIN, type Played } from './play.js';

export type Kind =
	| 'orphan'
	| 'late'
	| 'false alarm'
	| 'unexplained end'
	| 'hook lost'
	| 'hook doubled'
	| 'not ready';

export interface Failure {
	kind: Kind;
	text: string;
}

export function judge(played: Played): Failure[] {
	const { left, isComplete, members } = played;
	const failures: Failure[] = left.map(({ pid, description }) => ({
		kind: 'orphan',
		text: `pid ${pid} is left: ${description}`,
	}));
	if (!isComplete)
		failures.push({ kind: 'not ready', text: 'not all were ready, though all live' });
	for (const member of members.values()) {
		const add = (kind: Kind, text: string) =>
			failures.push({ kind, text: `${member.plan.id}: ${text}` });
		judgeEnd(member, add);
		judgeHooks(member, add);
		judgeTime(member, allowance(played.plan) + MARGIN, add);
	}
	return failures;
}

type Add = (kind: Kind, text: string) => void;

/** Everybody has a reason to end: a signal of the player, its own plan, or a parent that was dead by then. */
function judgeEnd(member: History, add: Add): void {
	const shutdown = member.find('shutdown');
	const isParentDead = (at: number) => (member.parentDeadFrom ?? Number.POSITIVE_INFINITY) <= at;
	if (shutdown?.type === 'parent-gone' && !isParentDead(shutdown.at)) {
		add('false alarm', `${shutdown.detail}, but it lives`);
	}
	const crash = member.find('crash');
	if (crash) {
		// Without a hook, a program that logs to nobody ends as it would without the watchdog.
		const isOwn = crash.error.includes('EPIPE') && member.all('hook added').length === 0;
		if (!isOwn || !isParentDead(crash.at)) add('unexplained end', crash.error);
	}
	const isTold = shutdown?.type === 'parent-gone' || member.find('leaves') || crash;
	const wasBegun =
		member.find('born') || (member.find('started') && member.shellKilledAt === undefined);
	if (wasBegun && !isTold && !member.isEndedByGuard && member.all('killed').length === 0) {
		add('unexplained end', JSON.stringify(member.find('exit') ?? member.find('end') ?? 'no word'));
	}
}

/** Each runs once, but for those of a member that was ended by SIGKILL. */
function judgeHooks(member: History, add: Add): void {
	for (const { hook } of member.all('hook added')) {
		const began = member.all('hook began').filter((line) => line.hook === hook).length;
		const ended = member.all('hook ended').filter((line) => line.hook === hook).length;
		if (began > 1 || ended > 1) add('hook doubled', `hook ${hook} began ${began}, ended ${ended}`);
		if (member.isKilled) continue;
		// While a process exits, only the synchronous part of a hook has its turn.
		const isCut = ended === 0 && !member.find('leaves');
		if (began === 0 || isCut) add('hook lost', `hook ${hook} began ${began}, ended ${ended}`);
	}
}

/** From when its parent was dead, or it was there to see that. */
function judgeTime(member: History, bound: number, add: Add): void {
	const { parentDeadFrom } = member;
	const born = member.find('born');
	const ended = member.find('exit') ?? member.find('end');
	if (parentDeadFrom === undefined || !born || !ended || member.isKilled) return;
	const took = ended.at - Math.max(parentDeadFrom, born.at);
	if (took > bound) add('late', `it ended ${Math.round(took)} ms after its parent`);
}
