/** The tree as an SVG: the lines of the terminal, with a dot in the colour of what each process is. */
import type { Style } from '../common/paint.js';
import { cut, toPlain } from '../common/plain-text.js';
import { formatBytes, formatDuration, formatPercent } from '../common/units.js';
import { nameCommand } from './columns.js';
import { describeRelations } from './describe.js';
import type { TreeLine } from './lines.js';

const COLOURS: Partial<Record<Style, string>> = {
	red: '#cf222e',
	green: '#1a7f37',
	blue: '#0969da',
	cyan: '#1b7c83',
	yellow: '#9a6700',
	dim: '#8c959f',
};
const LINE = 22;
const TOP = 62;
const INDENT = 22;
const LEFT = 28;
/** Where the columns stand, from the left of the picture. */
const AT = { pid: 700, cpu: 770, memory: 850, uptime: 950, watch: 975 };
const WIDTH = 1260;

export function draw(lines: readonly TreeLine[], title: string): string {
	const height = TOP + lines.length * LINE + 20;
	const last = new Map<number, number>();
	const rows = lines.map((line, index) => {
		const y = TOP + index * LINE;
		const above = last.get(line.depth - 1);
		last.set(line.depth, y);
		return drawLine(line, y, above);
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<g fill="#57606a" font-weight="bold">
<text x="${LEFT}" y="28">${escapeXml(title)}</text>
<text x="${AT.pid}" y="28" text-anchor="end">PID</text>
<text x="${AT.cpu}" y="28" text-anchor="end">CPU</text>
<text x="${AT.memory}" y="28" text-anchor="end">MEMORY</text>
<text x="${AT.uptime}" y="28" text-anchor="end">UPTIME</text>
<text x="${AT.watch}" y="28">WATCH</text>
</g>
${rows.join('\n')}
</svg>
`;
}

function drawLine(line: TreeLine, y: number, above: number | undefined): string {
	const { node, depth } = line;
	const { usage, process } = node;
	const x = LEFT + Math.min(depth, 20) * INDENT;
	const { text, style } = describeRelations(node);
	const colour = COLOURS[style] ?? '#24292f';
	const from = x - INDENT;
	const elbow =
		above === undefined || depth > 20
			? ''
			: `<path d="M${from} ${above + 6}V${y - 4}H${x - 7}" fill="none" stroke="#d0d7de"/>`;
	const number = (at: number, shown: string) =>
		`<text x="${at}" y="${y}" text-anchor="end" fill="#57606a">${shown}</text>`;
	// A character of this font takes 7.8.
	const room = Math.floor((AT.pid - 50 - x) / 7.9);
	return [
		elbow,
		`<circle cx="${x}" cy="${y - 4}" r="5" fill="${colour}"/>`,
		`<text x="${x + 12}" y="${y}" fill="#24292f">${escapeXml(cut(nameCommand(line), room))}</text>`,
		number(AT.pid, String(process.pid)),
		...(usage
			? [
					number(AT.cpu, formatPercent(usage.cpu)),
					number(AT.memory, formatBytes(usage.memory)),
					number(AT.uptime, formatDuration(usage.elapsed)),
				]
			: []),
		`<text x="${AT.watch}" y="${y}" fill="${colour}">${escapeXml(cut(text, 34))}</text>`,
	].join('');
}

function escapeXml(text: string): string {
	return toPlain(text).replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
