/** What the reaper does once its supervisor is gone. */
import { type EndTimes, endFamily } from '../processes/end-family.js';
import { createFamily, type Family } from '../processes/family.js';
import { now } from '../runtime/clock.js';
import { isWindows, kill, readPpid, setTimeout } from '../runtime/system.js';
import { within } from '../runtime/timeout.js';
import type { SupervisedRoot } from './messages.js';
import type { ReaperState } from './reaper-state.js';
import { removeResource } from './removal.js';

/** How long we wait after SIGKILL: who is in the middle of a system call dies after it. */
const PATIENCE = 5000;
/** How much longer all may take before the reaper ends whatever happens: a tool may hang. */
const MARGIN = 10_000;

interface FamilyEnd {
	family: Family;
	times: EndTimes & { wait: number };
}

export async function reap(state: ReaperState): Promise<void> {
	await waitForTheEnd(state.supervisor);
	const ends = [...state.children].map(([supervisionId, child]) =>
		plan(supervisionId, child, state),
	);
	const longest = Math.max(
		0,
		...ends.map(({ times }) => times.wait + times.terminate + times.kill),
	);
	const ended = Promise.all(ends.map(({ family, times }) => endFamily(family, times)));
	await within(ended, longest + MARGIN, { isFair: true });
	for (const resource of [...state.resources.values()].reverse()) removeResource(resource);
}

/**
 * The pipe is closed before the supervisor is gone (`do_exit` in kernel/exit.c), and by a program that
 * closes all its descriptors: as long as it lives, its children are its own.
 */
async function waitForTheEnd(supervisor: number): Promise<void> {
	for (let times = 0; isParent(supervisor, times); times++) {
		await new Promise((resolve) => setTimeout(resolve, Math.min(250, 5 * 2 ** times)));
	}
}

/** On Windows the pid of a parent stays, and may be reused: there the closed pipe has the last word. */
function isParent(supervisor: number, times: number): boolean {
	if (!isWindows) return readPpid() === supervisor;
	try {
		return times < 10 && kill(supervisor, 0);
	} catch {
		return false;
	}
}

/**
 * One that was about to be started is known by its supervision id alone, and so is all that it has started since.
 * That is nobody where it had not been forked yet. While it is a copy of its supervisor that has not
 * become its own program, it holds our pipe open; so by now it carries the supervision id.
 */
function plan(
	supervisionId: string,
	child: SupervisedRoot | undefined,
	{ gracePeriod, signalledAt }: ReaperState,
): FamilyEnd {
	const root = child && { ...child, supervisionId };
	// A second SIGTERM might cut its cleanup short. One that has outlived the first is told again.
	const age = now() - (signalledAt.get(supervisionId) ?? Number.NEGATIVE_INFINITY);
	const isRootSignalled = age < gracePeriod;
	const family = createFamily({ root, supervisionId, tree: child?.tree ?? true, isRootSignalled });
	const wait = child?.watches ? child.grace : 0;
	return { family, times: { wait, terminate: gracePeriod, kill: PATIENCE } };
}
