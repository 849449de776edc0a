import { format, type RangePlot } from '../harness/section.js';
import { document, logScale, type Theme, text, tickLabel, WIDTH } from './svg.js';

const LEFT = 310;
const RIGHT = 140;
const TOP = 56;
const ROW = 24;

/** A bar from the median to the 99th percentile for each. */
export function drawRanges({ title, axis, ranges }: RangePlot, theme: Theme): string {
	const sorted = [...ranges].sort((a, b) => a.from - b.from);
	const x = logScale(
		sorted.flatMap(({ from, to }) => [from, to]),
		LEFT,
		WIDTH - RIGHT,
	);
	const bottom = TOP + sorted.length * ROW;
	const grid = x.ticks.flatMap((tick) => [
		`<line x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 8}" y2="${bottom}" stroke="${theme.grid}"/>`,
		text(x(tick), bottom + 18, tickLabel(tick), `fill="${theme.faint}" text-anchor="middle"`),
	]);
	const rows = sorted.flatMap(({ name, ours, from, to }, index) => {
		const y = TOP + index * ROW;
		const colour = (ours ? theme.ours : theme.others)[0];
		const width = Math.max(3, x(to) - x(from)).toFixed(1);
		const weight = ours ? ' font-weight="600"' : '';
		return [
			text(LEFT - 12, y + 13, name, `fill="${theme.text}" text-anchor="end"${weight}`),
			`<rect x="${x(from).toFixed(1)}" y="${y + 3}" width="${width}" height="12" rx="3" fill="${colour}"/>`,
			text(x(to) + 8, y + 13, format(from), `fill="${theme.faint}" font-size="11"`),
		];
	});
	const label = text(LEFT, bottom + 38, axis, `fill="${theme.faint}"`);
	return document(bottom + 50, title, theme, [...grid, ...rows, label]);
}
