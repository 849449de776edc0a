/** Whether a process has lost its parent: by what its environment recorded, or as its place suggests. */
import type { ExpectedParent } from '../../processes/expected-parent.js';
import type { Claim, Sighting, Survey } from './survey.js';

/** The parent that is gone; `undefined` where it is not, or the mark cannot be true. */
export function findLostParent(row: Sighting, survey: Survey): ExpectedParent | undefined {
	const { parent } = row.marks;
	if (!parent || row.hasEnded) return undefined;
	return isLost(parent, findTop(row, parent, survey), survey) ? parent : undefined;
}

/**
 * Whether that one has started `top`, and is gone. That is a claim, which anybody can make or copy: so the
 * system is asked, and the times have to fit. Who adopted for it was there before it.
 */
export function isLost(claim: Claim, top: Sighting, survey: Survey): boolean {
	if (claim.start === 0 || claim.start > top.start) return false;
	const adopter = survey.parentOf(top);
	if (!adopter || adopter.start > claim.start) return false;
	return survey.standingOf(claim) === 'gone';
}

/** The highest above it that carries the same mark: what the lost parent started, and pid 1 or the like adopted. */
function findTop(row: Sighting, { pid, start }: ExpectedParent, survey: Survey): Sighting {
	let top = row;
	for (;;) {
		const above = survey.parentOf(top);
		const mark = above?.marks.parent;
		if (!above || above === row || mark?.pid !== pid || mark.start !== start) return top;
		top = above;
	}
}

/**
 * Whether its parent cannot have started it, and so has adopted it. A process is born into the session of
 * its parent, and leaves that only to lead one of its own; and pid 1, where that is no shell with job
 * control, into its process group. False means that it cannot be told.
 */
export function isAdopted(row: Sighting, survey: Survey): boolean {
	const { stat } = row;
	const parent = survey.parentOf(row);
	if (!stat || !parent?.stat || leadsSession(row)) return false;
	if (stat.session !== parent.stat.session) return true;
	return parent.pid === 1 && stat.pgrp !== row.pid && stat.pgrp !== parent.stat.pgrp;
}

/** Whoever started it so told it to outlive its parent. */
export function leadsSession({ pid, stat }: Sighting): boolean {
	return stat?.session === pid;
}
