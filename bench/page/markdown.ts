/** Tables as Markdown, padded so that they read well in a terminal too. */
import type { Goal, Section, Table } from '../harness/section.js';
import { tellMissed } from './reasons.js';

export function sectionToMarkdown({ title, text, tables, goals, plots, skipped }: Section): string {
	const parts = [`## ${title}`, ...text];
	for (const { file, title: alt } of plots) {
		parts.push(
			[
				'<picture>',
				`  <source media="(prefers-color-scheme: dark)" srcset="${file}-dark.svg">`,
				`  <img alt="${alt}" src="${file}-light.svg">`,
				'</picture>',
			].join('\n'),
		);
	}
	if (goals.length > 0) parts.push(tableToMarkdown(goalTable(goals)));
	for (const table of tables) parts.push(tableToMarkdown(table));
	if (skipped.length > 0) parts.push(`Not measured here: ${skipped.join('; ')}.`);
	return parts.join('\n\n');
}

export function tableToMarkdown({ title, head, rows }: Table): string {
	const lines = [head, head.map(() => '---'), ...rows];
	const widths = head.map((_, column) =>
		Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
	);
	const table = lines.map(
		(cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
	);
	return `### ${title}\n\n${table.join('\n')}`;
}

function goalTable(goals: readonly Goal[]): Table {
	return {
		title: 'Goals',
		head: ['goal', 'at most', 'measured', ''],
		rows: goals.map(({ what, goal, measured, holds }) => [
			what,
			goal.replace('≤ ', ''),
			measured,
			holds ? 'holds' : tellMissed(what),
		]),
	};
}
