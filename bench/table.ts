import { NO_GOAL, type Row } from './measure.js';

const HEAD = ['measure', 'goal', 'measured', '', 'middle half', 'samples', ''];

export function printTable(rows: readonly Row[]): void {
	const cells = [HEAD, ...rows.map(toCells)];
	const widths = HEAD.map((_, column) =>
		Math.max(...cells.map((line) => line[column]?.length ?? 0)),
	);
	for (const line of cells) {
		const padded = line.map((cell, column) => {
			const width = widths[column] ?? 0;
			return column === 0 ? cell.padEnd(width) : cell.padStart(width);
		});
		console.log(padded.join('  ').trimEnd());
	}
}

function toCells({ name, unit, goal, value, kind, spread, samples }: Row): string[] {
	const [low, high] = spread;
	const hasGoal = goal !== NO_GOAL;
	return [
		name,
		hasGoal ? `<= ${goal} ${unit}`.trimEnd() : '',
		`${value.toFixed(2)} ${unit}`.trimEnd(),
		kind,
		`${low.toFixed(2)} to ${high.toFixed(2)}`,
		String(samples),
		hasGoal ? (value <= goal ? 'ok' : 'OVER') : '',
	];
}
