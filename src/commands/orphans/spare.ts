/** Whom `--kill` leaves alone, unless a person names the pid: where an orphan may have been meant to be one. */
import type { ExpectedParent } from '../../processes/expected-parent.js';
import { leadsSession } from '../survey/orphanhood.js';
import type { Sighting, Survey } from '../survey/survey.js';
import { isInitOfContainer, readUsers } from './traits.js';

export function findReasonToSpare(
	row: Sighting,
	lostParent: ExpectedParent,
	survey: Survey,
): string | undefined {
	if (isAncestorOfOurs(row, survey)) return 'this command was started below it';
	if (isInitOfContainer(row.pid)) return 'it is pid 1 of a container';
	if (leadsSession(row))
		return 'it leads a session of its own, so it was told to outlive its parent';
	if (lostParent.session !== undefined && row.stat?.session !== lostParent.session)
		return 'it has left the session of its parent, so it was told to outlive it';
	// Its environment was made by the one, and what ends would be the other's.
	const users = readUsers(row.pid);
	if (!users) return 'it cannot be told whose it is';
	if (users.real !== users.effective)
		return 'it runs with the rights of another user than who started it';
	return undefined;
}

function isAncestorOfOurs(row: Sighting, survey: Survey): boolean {
	const seen = new Set<Sighting>();
	for (let one = survey.get(process.pid); one && !seen.has(one); one = survey.parentOf(one)) {
		if (one === row) return true;
		seen.add(one);
	}
	return false;
}
