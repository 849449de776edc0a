import { CommandFailure } from '../common/failure.js';
import { toPlain } from '../common/plain-text.js';
import type { Sighting, Survey } from '../survey/survey.js';
import type { Orphan } from './find.js';

/**
 * Those of the orphans that a person has named.
 *
 * @throws CommandFailure for a pid that is not there, or is no orphan: to end any process there is kill(1)
 */
export function chooseNamed(
	pids: readonly number[],
	orphans: readonly Orphan[],
	survey: Survey,
): Orphan[] {
	return [...new Set(pids)].map((pid) => {
		const orphan = orphans.find(({ process }) => process.pid === pid);
		if (orphan) return orphan;
		const row = survey.get(pid);
		if (!row || row.hasEnded) throw new CommandFailure(`there is no process ${pid}`);
		const above = orphans.find(({ below }) => below.includes(row));
		if (above) {
			const message = `${describe(row)} is below the orphan ${describe(above.process)}: give that pid`;
			throw new CommandFailure(message);
		}
		throw new CommandFailure(
			`${describe(row)} is no orphan as far as can be told: ${placeOf(row, survey)}`,
		);
	});
}

function placeOf(row: Sighting, survey: Survey): string {
	const { parent } = row.marks;
	if (parent && survey.standingOf(parent) === 'alive')
		return `its recorded parent ${parent.pid} is alive`;
	const above = survey.parentOf(row);
	return above ? `its parent is ${describe(above)}` : 'its parent is not to be seen';
}

function describe({ pid, name }: Sighting): string {
	return `${pid} (${toPlain(name)})`;
}
