/** One report in words. */
import type { Report } from '../../shutdown/report.js';
import type { Paint } from '../common/paint.js';
import { cut, toPlain, toPlainLines } from '../common/plain-text.js';
import { count, formatDuration } from '../common/units.js';
import { tellReason } from './reason.js';

/** A stack can be as long as whoever wrote the report wants it. */
const MOST_LINES = 30;

export function tellReport(report: Report, paint: Paint, columns: number): string[] {
	const { time, pid, duration, hooks, stuck = [], errors = [], resources, reason } = report;
	const when = new Date(time)
		.toISOString()
		.replace('T', ' ')
		.replace(/\.\d+Z$/, ' UTC');
	const words = report.argv ?? [report.program ?? ''];
	const command = words.map((word) => word.replace(/^.*[/\\](?=[^/\\])/, '')).join(' ');
	const isEarly = reason.type !== 'exit';
	const took = isEarly ? ` after ${formatDuration(duration)} of cleanup` : '';
	return [
		`${paint(when, 'bold')}  pid ${pid}  ${cut(toPlain(command), Math.max(20, columns - 36))}`,
		`  ${tellReason(reason)}`,
		`  It ended${took}: ${tellEnd(report)}.`,
		...tellHooks(hooks, paint),
		...stuck.flatMap((stack) => [
			`  ${paint('Its main thread was stuck here, and the guard broke it off:', 'yellow')}`,
			...indent(stack),
		]),
		...errors.flatMap((error) => [`  ${paint('Nobody caught:', 'red')}`, ...indent(error)]),
		...(resources.length > 0 ? [`  Still open at the end: ${tellResources(resources)}.`] : []),
		'',
	];
}

function tellEnd({ end, reason }: Report): string {
	if (/^SIGKILL by the guard$/.test(end))
		return 'the guard killed it, because its main thread did not answer';
	if (/handed to the program$/.test(end))
		return `${toPlain(end)}, which has a listener of its own and decides itself`;
	if (end === 'exit 129' && reason.type === 'parent-gone')
		return 'exit 129, which is the code for a parent that is gone';
	return toPlain(end);
}

function tellHooks(hooks: Report['hooks'], paint: Paint): string[] {
	if (hooks.length === 0) return ['  No cleanup hook was called.'];
	const done = hooks.filter(({ outcome }) => outcome === 'done');
	const others = hooks.filter(({ outcome }) => outcome !== 'done');
	const names = done.map(({ name, ms }) => `${toPlain(name)} (${formatDuration(ms)})`).join(', ');
	return [
		...(done.length > 0 ? [`  ${count(done.length, 'hook')} done: ${names}.`] : []),
		...others.flatMap(({ name, outcome, ms, error = '' }) => [
			`  ${paint(`Hook ${toPlain(name)} ${OUTCOMES[outcome] ?? toPlain(outcome)}`, 'red')} after ${formatDuration(ms)}.`,
			...(error === '' ? [] : indent(error)),
		]),
	];
}

const OUTCOMES: Record<string, string> = {
	failed: 'failed',
	'timed-out': 'was left behind at its timeout',
	unfinished: 'was cut off by the end of the process',
};

function indent(text: string): string[] {
	const lines = toPlainLines(text);
	const more = lines.length - MOST_LINES;
	const shown = lines.slice(0, MOST_LINES).map((line) => `    ${line}`);
	return more > 0 ? [...shown, `    and ${count(more, 'more line')}`] : shown;
}

function tellResources(resources: readonly string[]): string {
	const kinds = new Map<string, number>();
	for (const kind of resources) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
	return [...kinds]
		.map(([kind, number]) => `${toPlain(kind)}${number > 1 ? ` x${number}` : ''}`)
		.join(', ');
}
