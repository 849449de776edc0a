/** One picture of the live tree, as tall and as wide as the screen. */
import { stripVTControlCharacters } from 'node:util';
import type { Paint } from '../common/paint.js';
import { cut, padEnd } from '../common/plain-text.js';
import { layOut } from './columns.js';
import { nameOf, type TreeView } from './view.js';

export interface Size {
	rows: number;
	columns: number;
}

/** Lines around the list: heading, keys or question, and what was done. */
const AROUND = 3;

export function pageOf({ rows }: Size): number {
	return Math.max(1, rows - AROUND);
}

export function drawFrame(view: TreeView, size: Size, paint: Paint): string[] {
	const { columns } = size;
	const [heading = '', ...lines] = layOut(view.lines, paint, columns);
	const page = pageOf(size);
	const first = Math.max(
		0,
		Math.min(view.selected - Math.floor(page / 2), view.lines.length - page),
	);
	const shown = lines.slice(first, first + page).map((line, index) => {
		if (first + index !== view.selected) return line;
		return `\x1b[7m${padEnd(cut(stripVTControlCharacters(line), columns), columns)}\x1b[27m`;
	});
	const filling = Array.from({ length: page - shown.length }, () => '');
	return [heading, ...shown, ...filling, paint(cut(foot(view), columns), 'bold'), view.message]
		.map((line) => (stripVTControlCharacters(line) === line ? cut(line, columns) : line))
		.slice(0, size.rows);
}

function foot({ asked, order, lines }: TreeView): string {
	if (asked) return `End ${nameOf(asked)}?  y: SIGTERM  K: SIGKILL  any other key: no`;
	return `${lines.length} lines by ${order}   ↑↓ select  ←→ fold  s sort  k end  q quit`;
}
