/** All trials that were asked for, one after another, and what they come to. */
import { writeFileSync } from 'node:fs';
import { EXIT } from '../common/exit-codes.js';
import { paintFor } from '../common/paint.js';
import { findProgram } from '../run/find-program.js';
import { formatTrials } from './format.js';
import { toJson } from './json.js';
import { Progress } from './progress.js';
import { runTrial } from './run-trial.js';
import { drawTimeline } from './timeline.js';
import { survivorsOf, type Trial, type VerifyOptions } from './trial.js';

/** Returns the exit status. */
export async function verify(
	words: [string, ...string[]],
	options: VerifyOptions,
): Promise<number> {
	findProgram(words[0]);
	const trials = await runTrials(words, options);
	if (options.svg) writeFileSync(options.svg, drawTimeline(words, options, trials));
	if (options.json) console.log(JSON.stringify(toJson(words, options, trials), null, '\t'));
	else process.stdout.write(formatTrials(options, trials, paintFor(process.stdout)));
	return judge(trials, options);
}

/** The same victims for each kind of trial: those of the first one. */
async function runTrials(words: readonly string[], options: VerifyOptions): Promise<Trial[]> {
	const trials: Trial[] = [];
	const progress = new Progress(options);
	const kinds = options.withPreload ? [false, true] : [false];
	for (const withPreload of kinds) {
		let victims: (string | undefined)[] = [undefined];
		for (let index = 0; index < victims.length; index++) {
			for (let run = 0; run < options.runs; run++) {
				progress.show(withPreload, victims[index], run);
				const trial = await runTrial(words, options, withPreload, victims[index]);
				trials.push(trial);
				if (options.everyProcess && trials.length === 1) victims = listVictims(trial);
				else if (options.everyProcess && withPreload) victims = listVictims(trials[0] as Trial);
			}
		}
	}
	progress.clear();
	return trials;
}

/** Who lived when the top process was killed; it comes first, and was tried already. */
function listVictims({ processes }: Trial): string[] {
	const living = processes.filter(
		({ endedAt, seenAt }) => seenAt <= 0 && !(endedAt && endedAt < 0),
	);
	return [...new Set(living.map(({ path }) => path))];
}

function judge(trials: readonly Trial[], { withPreload }: VerifyOptions): number {
	const judged = trials.filter((trial) => trial.withPreload === (withPreload === true));
	if (judged.some((trial) => survivorsOf(trial).length > 0)) return EXIT.failed;
	return judged.some(({ problem }) => problem !== undefined) ? EXIT.usage : EXIT.ok;
}
