/** Finds orphans, tells them, and ends them where that is asked for and agreed to. */
import { canIdentify } from '../../processes/identity.js';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';
import { confirm } from '../common/question.js';
import { count } from '../common/units.js';
import { takeSurvey } from '../survey/survey.js';
import { chooseNamed } from './choose.js';
import { type End, endOrphans } from './end.js';
import { findOrphans, type Orphan } from './find.js';
import { formatEnds, formatOrphans, isToEnd, toJson } from './format.js';

export interface OrphansOptions {
	kill?: boolean;
	yes?: boolean;
	json?: boolean;
	older?: number;
	grace: number;
}

/** @returns the exit status */
export async function seekOrphans(
	pids: readonly number[],
	options: OrphansOptions,
): Promise<number> {
	if (!canIdentify()) {
		const message =
			'orphans are known by what Linux tells in /proc, which is not to be had here; "parent-watchdog doctor" tells why';
		throw new CommandFailure(message, EXIT.usage);
	}
	if (options.json && options.kill && !options.yes)
		throw new CommandFailure('--json with --kill cannot ask: give --yes as well', EXIT.usage);
	const survey = await takeSurvey();
	const found = await findOrphans(survey, pids.length > 0 ? 0 : options.older);
	const shown = pids.length > 0 ? chooseNamed(pids, found, survey) : found;
	if (!options.json) process.stdout.write(formatOrphans(shown, options.kill === true));
	const toEnd = pids.length > 0 ? shown : shown.filter(isToEnd);
	const ends = options.kill && toEnd.length > 0 ? await end(toEnd, options) : undefined;
	if (options.json) console.log(JSON.stringify(toJson(shown, ends ?? []), null, '\t'));
	else if (ends) process.stdout.write(formatEnds(ends, shown));
	const left = ends ? ends.filter(({ how }) => how === 'left') : toEnd;
	return left.length > 0 ? EXIT.failed : EXIT.ok;
}

/** `undefined` where the answer is no. */
async function end(
	orphans: readonly Orphan[],
	options: OrphansOptions,
): Promise<End[] | undefined> {
	const below = orphans.flatMap((orphan) => orphan.below).length;
	const also = below > 0 ? ` and the ${count(below, 'process', 'processes')} below` : '';
	const question = `End ${count(orphans.length, 'orphan')}${also}?`;
	if (!(await confirm(question, options.yes))) return undefined;
	return endOrphans(orphans, options.grace);
}
