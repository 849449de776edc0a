/** Lines of a tree in columns, as many as the terminal has room for. */
import type { Paint, Style } from '../common/paint.js';
import { cut, padEnd, padStart, toPlain, widthOf } from '../common/plain-text.js';
import { formatBytes, formatDuration, formatPercent } from '../common/units.js';
import { describeRelations } from './describe.js';
import type { TreeLine } from './lines.js';

interface Cell {
	text: string;
	style?: Style | undefined;
}

interface Column {
	title: string;
	isNumber: boolean;
	cell: (line: TreeLine) => Cell;
}

/** The command comes last: it may be long, and the tree is in it. */
const COLUMNS: readonly Column[] = [
	{ title: 'PID', isNumber: true, cell: ({ node }) => ({ text: String(node.process.pid) }) },
	{
		title: 'CPU',
		isNumber: true,
		cell: ({ node: { usage } }) => ({ text: usage ? formatPercent(usage.cpu) : '' }),
	},
	{
		title: 'MEMORY',
		isNumber: true,
		cell: ({ node: { usage } }) => ({ text: usage ? formatBytes(usage.memory) : '' }),
	},
	{
		title: 'UPTIME',
		isNumber: true,
		cell: ({ node: { usage } }) => ({ text: usage ? formatDuration(usage.elapsed) : '' }),
	},
	{ title: 'WATCH', isNumber: false, cell: ({ node }) => describeRelations(node) },
];

/** Left out one after another where there is no room. */
const DROPPED_FIRST = ['UPTIME', 'MEMORY', 'CPU', 'WATCH'];
const LEAST_COMMAND = 24;
const GAP = 2;

/** The first line is the heading. Without a width nothing is cut. */
export function layOut(lines: readonly TreeLine[], paint: Paint, width?: number): string[] {
	const cells = new Map(COLUMNS.map((column) => [column, lines.map(column.cell)]));
	const widths = new Map(
		COLUMNS.map((column) => {
			const texts = (cells.get(column) ?? []).map(({ text }) => widthOf(text));
			return [column, texts.reduce((most, one) => Math.max(most, one), column.title.length)];
		}),
	);
	const columns = choose(widths, width);
	const taken = columns.reduce((sum, column) => sum + (widths.get(column) ?? 0) + GAP, 0);
	const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(1, width - taken);
	const pad = ({ isNumber, title }: Column, text: string, columnWidth: number) =>
		isNumber && title ? padStart(text, columnWidth) : padEnd(text, columnWidth);
	const row = (toCell: (column: Column) => Cell, last: string) => {
		const padded = columns.map((column) => {
			const { text, style } = toCell(column);
			const filled = pad(column, text, widths.get(column) ?? 0);
			return style ? paint(filled, style) : filled;
		});
		return [...padded, last].join(' '.repeat(GAP));
	};
	const heading = row(
		({ title }) => ({ text: title, style: 'bold' }),
		paint(cut('COMMAND', room), 'bold'),
	);
	return [
		heading,
		...lines.map((line, index) => {
			const command = cut(`${shorten(line.strokes, room / 2)}${nameCommand(line)}`, room);
			return row((column) => cells.get(column)?.[index] ?? { text: '' }, command);
		}),
	];
}

function choose(widths: ReadonlyMap<Column, number>, width = Number.POSITIVE_INFINITY): Column[] {
	let columns = [...COLUMNS];
	for (const title of DROPPED_FIRST) {
		const taken = columns.reduce((sum, column) => sum + (widths.get(column) ?? 0) + GAP, 0);
		if (taken + LEAST_COMMAND <= width) break;
		columns = columns.filter((column) => column.title !== title);
	}
	return columns;
}

/** A deep tree leaves some room for names in a narrow terminal. */
function shorten(strokes: string, columns: number): string {
	if (strokes.length <= columns) return strokes;
	return `…${strokes.slice(strokes.length - Math.max(3, Math.floor(columns)) + 1)}`;
}

/** Without the folder that the program lies in. */
export function nameCommand({ node, folded }: TreeLine): string {
	const command = toPlain(node.process.command).replace(/^\/[^ ]*\/(?=[^ ])/, '');
	return folded > 0 ? `[+${folded}] ${command}` : command;
}
