/** One program, from its start to its end, and ours after it with the same exit status or signal. */
import type { ChildProcess } from 'node:child_process';
import { endAll, endProgram } from './end-program.js';
import { followJobControl } from './job-control.js';
import { launch } from './launch.js';
import { mirror } from './mirror.js';
import { untilParentGone } from './parent.js';
import { planProgram } from './plan.js';
import type { Cause, End, RunOptions, Words } from './program.js';
import { SignalForwarder } from './signals.js';
import { StandBy } from './stand-by.js';
import { untilInputEnds } from './stdin.js';

/** Ends this process as the program has ended. */
export async function runProgram(words: Words, options: RunOptions): Promise<void> {
	const parentGone = untilParentGone(options.pid ?? []);
	const plan = planProgram(words, options);
	// All of this is there before the program: it may be signalled, stop, or lose us at once.
	const signals = new SignalForwarder();
	const standBy = new StandBy(plan);
	followJobControl(standBy);
	const program = await launch(plan);
	standBy.started(program);
	const ended = untilEnded(program.process);
	const ctrlC = signals.forward(program.process, standBy);
	const inputEnds = options.stdin ? untilInputEnds(program.process, options.grace) : NEVER;

	const cause = await Promise.race<Cause>([
		ended.then(() => ({ type: 'exit' })),
		parentGone.then((pid) => ({ type: 'parent-gone', pid })),
		ctrlC.then(() => ({ type: 'ctrl-c' })),
		inputEnds.then(() => ({ type: 'stdin-end' })),
	]);
	const since = Date.now();
	if (cause.type !== 'exit') await endProgram(plan, program, ended, cause);
	else if (options.tree) await endAll(plan, program, options.grace);
	const end = await ended;
	if (options.report) {
		const { reportEnd } = require('./report.js') as typeof import('./report.js');
		reportEnd(options.report, words, program.pid, { cause, end, since });
	}
	await standBy.close();
	mirror(end);
}

const NEVER = new Promise<void>(() => {});

function untilEnded(child: ChildProcess): Promise<End> {
	return new Promise((resolve) => {
		child.once('exit', (code, signal) => resolve({ code, signal }));
	});
}
