/** The title, and what a diagnostic report says of handles, threads and settings. */
import { AFTER_FIRST_POLL } from './observe.js';

setTimeout(() => {
	console.log(process.title === process.execPath || process.title);
	process.title = 'a title of its own';
	console.log(process.title, process.report?.directory, process.report?.reportOnSignal);
	const report = process.report?.getReport() as unknown as Record<string, Record<string, unknown>>;
	const handles = report.libuv as unknown as { type: string }[];
	console.log(Object.keys(report).join(), report.workers, report.header?.threadId);
	console.log(handles.map(({ type }) => type).join());
}, AFTER_FIRST_POLL);
