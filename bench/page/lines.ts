import type { LinePlot } from '../harness/section.js';
import { document, logScale, type Theme, text, tickLabel, WIDTH } from './svg.js';

const LEFT = 70;
const RIGHT = 320;
const TOP = 56;
const BOTTOM = 380;

/** Values over a number of children. */
export function drawLines({ title, axes, lines }: LinePlot, theme: Theme): string {
	const points = lines.flatMap((line) => line.points);
	const x = logScale(
		points.map(([value]) => value),
		LEFT,
		WIDTH - RIGHT,
	);
	const y = logScale(
		points.map(([, value]) => value),
		BOTTOM,
		TOP,
	);
	const grid = [
		...x.ticks.flatMap((tick) => [
			`<line x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${BOTTOM}" stroke="${theme.grid}"/>`,
			text(x(tick), BOTTOM + 18, tickLabel(tick), `fill="${theme.faint}" text-anchor="middle"`),
		]),
		...y.ticks.flatMap((tick) => [
			`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" stroke="${theme.grid}"/>`,
			text(LEFT - 8, y(tick) + 4, tickLabel(tick), `fill="${theme.faint}" text-anchor="end"`),
		]),
	];
	const seen = { ours: 0, others: 0 };
	const drawn = lines.map((line) => {
		const kind = line.ours ? 'ours' : 'others';
		const colours = theme[kind];
		const colour = colours[seen[kind]++ % colours.length] as string;
		return { ...line, colour };
	});
	const marks = drawn.flatMap(({ points: own, colour, ours }) => {
		const path = own.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`);
		return [
			`<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="${ours ? 3 : 1.5}"/>`,
			...own.map(
				([a, b]) =>
					`<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3" fill="${colour}"/>`,
			),
		];
	});
	const legend = drawn.map(({ name, colour, ours }, index) => {
		const weight = ours ? ' font-weight="600"' : '';
		return text(WIDTH - RIGHT + 16, TOP + 14 + index * 20, name, `fill="${colour}"${weight}`);
	});
	const labels = [
		text(LEFT, BOTTOM + 38, axes[0], `fill="${theme.faint}"`),
		text(16, 46, axes[1], `fill="${theme.faint}"`),
	];
	return document(BOTTOM + 50, title, theme, [...grid, ...marks, ...legend, ...labels]);
}
