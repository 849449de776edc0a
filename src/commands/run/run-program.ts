/** One program, from its start to its end, and ours after it with the same exit status or signal. */
import type { ChildProcess } from 'node:child_process';
import { followJobControl } from './job-control.js';
import { launch } from './launch.js';
import { mirror } from './mirror.js';
import { findParents, type Parents } from './parents.js';
import { planProgram } from './plan.js';
import { type Cause, DEFAULTS, type End, type Words } from './program.js';
import { SignalForwarder } from './signals.js';
import { StandBy } from './stand-by.js';

/** What the watch needs is loaded while the program starts, and not for one that ends at once; in ms. */
const START_UP = 50;

/** Ends this process as the program has ended. */
export async function runProgram(words: Words, options = DEFAULTS): Promise<void> {
	const parents = findParents(options.pid ?? []);
	const plan = planProgram(words, options);
	// All of this is there before the program: it may be signalled, stop, or lose us at once.
	const signals = new SignalForwarder();
	const standBy = new StandBy(plan);
	followJobControl(standBy);
	const program = await launch(plan);
	standBy.started(program);
	const ended = untilEnded(program.process);
	const parentGone = untilParentGone(parents);
	const ctrlC = signals.forward(program.process, standBy);
	const inputEnds = options.stdin
		? loadStdin().untilInputEnds(program.process, options.grace)
		: NEVER;

	const cause = await Promise.race<Cause>([
		ended.then(() => ({ type: 'exit' })),
		parentGone.then((pid) => ({ type: 'parent-gone', pid })),
		ctrlC.then(() => ({ type: 'ctrl-c' })),
		inputEnds.then(() => ({ type: 'stdin-end' })),
	]);
	const since = Date.now();
	if (cause.type !== 'exit') await loadEnd().endProgram(plan, program, ended, cause);
	else if (options.tree) await loadEnd().endAll(plan, program, options.grace);
	const end = await ended;
	if (options.report) {
		const { reportEnd } = require('./report.js') as typeof import('./report.js');
		reportEnd(options.report, words, program.pid, { cause, end, since });
	}
	await standBy.close();
	mirror(end);
}

// Neither is needed by a program that ends by itself, and each file costs its start half a millisecond.
const loadEnd = () => require('./end-program.js') as typeof import('./end-program.js');
const loadStdin = () => require('./stdin.js') as typeof import('./stdin.js');

const NEVER = new Promise<never>(() => {});

function untilParentGone(parents: Parents): Promise<number | undefined> {
	if (parents.pids.length === 0) return NEVER;
	return new Promise((resolve) => {
		setTimeout(() => {
			const { watchParents } = require('./watch-parents.js') as typeof import('./watch-parents.js');
			watchParents(parents, resolve);
		}, START_UP);
	});
}

function untilEnded(child: ChildProcess): Promise<End> {
	return new Promise((resolve) => {
		child.once('exit', (code, signal) => resolve({ code, signal }));
	});
}
