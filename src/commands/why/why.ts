/** Tells the reports of a file, as many as are asked for. */
import { VARIABLES } from '../../environment.js';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';
import { paintFor } from '../common/paint.js';
import { count } from '../common/units.js';
import { type ReportFile, readReports } from './read.js';
import { tellReport } from './tell.js';

export interface WhyOptions {
	last: number;
	pid?: number;
	json?: boolean;
}

/** @returns the exit status */
export function tellWhy(path: string | undefined, { last, pid, json }: WhyOptions): number {
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
