/** What a part of the benchmark has to say: tables, goals, plots. */
export interface Section {
	title: string;
	text: string[];
	tables: Table[];
	goals: Goal[];
	plots: Plot[];
	/** What could not be measured here, and why. */
	skipped: string[];
}

export interface Table {
	title: string;
	head: string[];
	rows: string[][];
}

export interface Goal {
	what: string;
	goal: string;
	measured: string;
	holds: boolean;
}

/** Ranges from the median to the 99th percentile, or lines; both axes may be logarithmic. */
export type Plot = RangePlot | LinePlot;

export interface RangePlot {
	kind: 'ranges';
	file: string;
	title: string;
	axis: string;
	ranges: { name: string; ours: boolean; from: number; to: number }[];
}

export interface LinePlot {
	kind: 'lines';
	file: string;
	title: string;
	axes: [x: string, y: string];
	lines: { name: string; ours: boolean; points: [x: number, y: number][] }[];
}

export function atMost(what: string, limit: number, measured: number, unit = ''): Goal {
	const show = (value: number) => `${format(value)} ${unit}`.trimEnd();
	return { what, goal: `≤ ${show(limit)}`, measured: show(measured), holds: measured <= limit };
}

/** Three significant digits. */
export function format(value: number): string {
	if (!Number.isFinite(value)) return '–';
	const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(1e-3, Math.abs(value)))));
	return value === 0 ? '0' : value.toFixed(Math.min(3, digits));
}
