/** `why`: what reports say of the processes that have ended. */
import type { Command } from 'commander';
import { VARIABLES } from '../environment.js';
import { addExamples } from './common/examples.js';
import { EXIT } from './common/exit-codes.js';
import { CommandFailure } from './common/failure.js';
import { paintFor } from './common/paint.js';
import { count } from './common/units.js';
import { parseCount, parsePid } from './common/values.js';
import { type ReportFile, readReports } from './why/read.js';
import { tellReport } from './why/tell.js';

interface Options {
	last: number;
	pid?: number;
	json?: boolean;
}

export function addWhyCommand(program: Command): void {
	const command = program
		.command('why')
		.summary('tell why processes ended, from the reports that they left')
		.description(DESCRIPTION)
		.argument('[file]', `the file of reports (default: what ${VARIABLES.report} names)`)
		.option('--last <count>', 'how many, the newest first', parseCount, 10)
		.option('--pid <pid>', 'only those of this process', parsePid)
		.option('--json', 'print them as JSON')
		.action((file: string | undefined, options: Options) => {
			process.exitCode = why(file ?? process.env[VARIABLES.report], options);
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

function why(path: string | undefined, { last, pid, json }: Options): number {
	if (!path) {
		const message = `no file: name one, or set ${VARIABLES.report}`;
		throw new CommandFailure(message, EXIT.usage);
	}
	const file = readReports(path);
	warn(file, path);
	const wanted = file.reports.filter((report) => pid === undefined || report.pid === pid);
	if (wanted.length === 0) {
		const whose = pid === undefined ? '' : ` of pid ${pid}`;
		throw new CommandFailure(`${path} holds no report${whose}`);
	}
	// Of several at the same time, the last one in the file is the newest.
	const newest = wanted
		.reverse()
		.sort((a, b) => Date.parse(b.time) - Date.parse(a.time))
		.slice(0, last);
	if (json) console.log(JSON.stringify(newest, null, '\t'));
	else tell(newest, wanted.length - newest.length);
	return EXIT.ok;
}

function tell(reports: ReportFile['reports'], more: number): void {
	const paint = paintFor(process.stdout);
	const { columns = 120 } = process.stdout;
	const lines = reports.flatMap((report) => tellReport(report, paint, columns));
	if (more > 0)
		lines.push(`and ${count(more, 'older report')}: --last ${reports.length + more} shows all`);
	console.log(lines.join('\n').trimEnd());
}

/** On stderr: what is told of the others stays as it is. */
function warn({ malformed, skipped }: ReportFile, path: string): void {
	if (skipped > 0)
		console.error(`parent-watchdog: the first ${skipped} bytes of ${path} were not read`);
	for (const { line, problem } of malformed.slice(0, 10))
		console.error(`parent-watchdog: line ${line} of ${path} is skipped: ${problem}`);
	if (malformed.length > 10)
		console.error(`parent-watchdog: and ${count(malformed.length - 10, 'more line')} like that`);
}
