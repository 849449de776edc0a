/** `why`: what reports say of the processes that have ended. */
import type { Command } from 'commander';
import { VARIABLES } from '../environment.js';
import { addExamples } from './common/examples.js';
import { parseCount, parsePid } from './common/values.js';
import type { WhyOptions } from './why/why.js';

export function addWhyCommand(program: Command): void {
	const command = program
		.command('why')
		.summary('tell why processes ended, from the reports that they left')
		.description(DESCRIPTION)
		.argument('[file]', `the file of reports (default: what ${VARIABLES.report} names)`)
		.option('--last <count>', 'how many, the newest first', parseCount, 10)
		.option('--pid <pid>', 'only those of this process', parsePid)
		.option('--json', 'print them as JSON')
		.action((file: string | undefined, options: WhyOptions) => {
			const { tellWhy } = require('./why/why.js') as typeof import('./why/why.js');
			process.exitCode = tellWhy(file ?? process.env[VARIABLES.report], options);
		});
	addExamples(command, [
		{
			what: 'Let every process of a tree report its end',
			line: 'PARENT_WATCHDOG_REPORT=/tmp/ends.jsonl parent-watchdog run -- npm run dev',
		},
		{ what: 'Why they ended, the newest first', line: 'parent-watchdog why /tmp/ends.jsonl' },
		{ what: 'One of them', line: 'parent-watchdog why /tmp/ends.jsonl --pid 4711' },
	]);
}

const DESCRIPTION = `Tell why processes ended, from the reports that they left.

A process with the option "report" appends one line of JSON when it ends. This tells them in words, newest first: what ended it, which hooks failed or were left behind, what its main thread was stuck in, and what was still open.

Exit status: 0 they were told, also where some lines were skipped; 1 the file cannot be read, or holds no report; 2 no file was named.`;
