/** What the reaper does once its supervisor is gone. */
import { endFamilies, type FamilyEnd } from '../processes/end-families.js';
import { createFamily } from '../processes/family.js';
import { now } from '../runtime/clock.js';
import { isWindows, kill, readPpid, setTimeout } from '../runtime/system.js';
import type { SupervisedRoot } from './messages.js';
import type { ReaperState } from './reaper-state.js';
import { removeResource } from './removal.js';

/** How long we wait after SIGKILL: who is in the middle of a system call dies after it. */
const PATIENCE = 5000;
/** How much longer all may take before the reaper ends whatever happens: a tool may hang. */
const MARGIN = 10_000;

export async function reap(state: ReaperState): Promise<void> {
	await waitForTheEnd(state.supervisor);
	const at = now();
	const endings = [...state.children].map(([supervisionId, child]) =>
		plan(supervisionId, child, at, state),
	);
	const last = Math.max(0, ...endings.map(({ endAt }) => endAt - at)) + MARGIN;
	const over = new Promise((resolve) => setTimeout(resolve, Math.min(last, 2 ** 31 - 1)));
	await Promise.race([endFamilies(endings), over]);
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
	at: number,
	{ gracePeriod, signalledAt }: ReaperState,
): FamilyEnd {
	const root = child && { ...child, supervisionId };
	// A second SIGTERM might cut its cleanup short. One that has outlived the first is told again.
	const isRootSignalled =
		at - (signalledAt.get(supervisionId) ?? Number.NEGATIVE_INFINITY) < gracePeriod;
	const family = createFamily({ root, supervisionId, tree: child?.tree ?? true, isRootSignalled });
	const terminateAt = at + (child?.watches ? child.grace : 0);
	const killAt = terminateAt + gracePeriod;
	return { family, terminateAt, killAt, endAt: killAt + PATIENCE };
}
