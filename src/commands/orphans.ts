/** `orphans`: the processes whose parent is gone, and their end. */
import type { Command } from 'commander';
import { canIdentify } from '../processes/identity.js';
import { addExamples } from './common/examples.js';
import { EXIT } from './common/exit-codes.js';
import { CommandFailure } from './common/failure.js';
import { confirm } from './common/question.js';
import { count } from './common/units.js';
import { parseDuration, parsePid } from './common/values.js';
import { chooseNamed } from './orphans/choose.js';
import { type End, endOrphans } from './orphans/end.js';
import { findOrphans, type Orphan } from './orphans/find.js';
import { formatEnds, formatOrphans, isToEnd, toJson } from './orphans/format.js';
import { takeSurvey } from './survey/survey.js';

interface Options {
	kill?: boolean;
	yes?: boolean;
	json?: boolean;
	older?: number;
	grace: number;
}

export function addOrphansCommand(program: Command): void {
	const command = program
		.command('orphans')
		.summary('find processes whose parent is gone, and end them')
		.description(DESCRIPTION)
		.argument(
			'[pids...]',
			'only these: with --kill, also those that it leaves alone otherwise',
			add,
		)
		.option('--kill', 'end those whose recorded parent is gone, with what is below them')
		.option('--yes', 'do not ask before')
		.option(
			'--older <time>',
			'only processes of that age, such as 90s, 10m or 2h (default: 10m for those that are only likely to be orphans)',
			parseDuration,
		)
		.option(
			'--grace <time>',
			'how long they have after SIGTERM, before SIGKILL',
			parseDuration,
			5000,
		)
		.option('--json', 'print JSON')
		.action(async (pids: number[] | undefined, options: Options) => {
			process.exitCode = await orphans(pids ?? [], options);
		});
	addExamples(command, [
		{ what: 'What was left behind on this machine', line: 'parent-watchdog orphans' },
		{ what: 'End what was left behind, after a question', line: 'parent-watchdog orphans --kill' },
		{ what: 'In a script', line: 'parent-watchdog orphans --kill --yes --older 10m' },
		{ what: 'One that only may be an orphan', line: 'parent-watchdog orphans --kill 4711' },
	]);
}

const DESCRIPTION = `Find processes whose parent is gone.

Three kinds are told apart. Orphans: their environment records the nearest ancestor that had the watchdog, and that one is gone. Those that were told to outlive it: they lead a session of their own, or have left its session. And those that only may be orphans: interpreters that pid 1 or the like has adopted, without a terminal, and old. --kill ends the first kind, and of the others those whose pid is given.

Exit status: 0 there is no orphan, or all that were to be ended are gone; 1 there is one, or one is left, or a pid that was given is none; 2 it cannot be judged here.`;

async function orphans(pids: readonly number[], options: Options): Promise<number> {
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
async function end(orphans: readonly Orphan[], options: Options): Promise<End[] | undefined> {
	const below = orphans.flatMap((orphan) => orphan.below).length;
	const also = below > 0 ? ` and the ${count(below, 'process', 'processes')} below` : '';
	const question = `End ${count(orphans.length, 'orphan')}${also}?`;
	if (!(await confirm(question, options.yes))) return undefined;
	return endOrphans(orphans, options.grace);
}

function add(text: string, pids: number[] = []): number[] {
	return [...pids, parsePid(text)];
}
