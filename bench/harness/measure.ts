/** One line of the table. */
export interface Row {
	name: string;
	unit: string;
	/** The measured value should be at most this. */
	goal: number;
	value: number;
	/** What `value` is: a median, a percentile. */
	kind: string;
	/** The middle half of the samples, or of what was computed from them. */
	spread: readonly [number, number];
	samples: number;
}

/** Of a row that only explains another. */
export const NO_GOAL = Number.POSITIVE_INFINITY;

/** The value below which `share` (0 to 1) of the samples lie, interpolated. */
export function quantile(samples: readonly number[], share: number): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const position = (sorted.length - 1) * share;
	const low = Math.floor(position);
	const [a, b] = [sorted[low] ?? Number.NaN, sorted[Math.ceil(position)] ?? Number.NaN];
	return a + (b - a) * (position - low);
}

export function median(samples: readonly number[]): number {
	return quantile(samples, 0.5);
}

export function middleHalf(samples: readonly number[]): [number, number] {
	return [quantile(samples, 0.25), quantile(samples, 0.75)];
}

/** The median of the samples, as a row. */
export function medianRow(
	row: Pick<Row, 'name' | 'unit' | 'goal'>,
	samples: readonly number[],
): Row {
	return {
		...row,
		value: median(samples),
		kind: 'median',
		spread: middleHalf(samples),
		samples: samples.length,
	};
}

/** Milliseconds on the clock that all processes of the machine share (CLOCK_MONOTONIC on Linux). */
export function clock(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}
