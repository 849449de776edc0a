/** The two themes of a picture, and what all pictures are made of. */
export interface Theme {
	name: 'light' | 'dark';
	text: string;
	faint: string;
	grid: string;
	others: readonly string[];
	ours: readonly string[];
}

export const THEMES: readonly Theme[] = [
	{
		...{ name: 'light', text: '#1f2328', faint: '#59636e', grid: '#d1d9e0' },
		...{ others: ['#8c959f', '#0969da', '#bc4c00', '#8250df', '#9a6700', '#57606a', '#cf222e'] },
		ours: ['#1a7f37', '#2da44e', '#4ac26b', '#6fdd8b'],
	},
	{
		...{ name: 'dark', text: '#e6edf3', faint: '#9198a1', grid: '#3d444d' },
		...{ others: ['#6e7681', '#58a6ff', '#f0883e', '#bc8cff', '#d29922', '#8b949e', '#ff7b72'] },
		ours: ['#3fb950', '#2ea043', '#56d364', '#7ee787'],
	},
];

export const WIDTH = 920;

export interface Scale {
	(value: number): number;
	/** Where the lines of the grid are. */
	ticks: number[];
}

/** Powers of ten, from the one below the least value to the one above the greatest. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
	// A logarithm has no place for nothing: it is drawn at the edge.
	const drawn = values.filter((value) => value > 0);
	const low = drawn.length > 0 ? Math.floor(Math.log10(Math.min(...drawn))) : 0;
	const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1e-9, ...drawn))));
	const scale = (value: number) =>
		from + ((Math.log10(Math.max(value, 10 ** low)) - low) / (high - low)) * (to - from);
	const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
	return Object.assign(scale, { ticks });
}

export function text(x: number, y: number, content: string, attributes: string): string {
	const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped}</text>`;
}

export function document(height: number, title: string, theme: Theme, parts: string[]): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>${title.replaceAll('<', '&lt;')}</title>
${text(16, 26, title, `fill="${theme.text}" font-size="16" font-weight="600"`)}
${parts.join('\n')}
</svg>
`;
}

/** 1000 reads better than 1e3, and 0.1 than 0.10. */
export function tickLabel(value: number): string {
	return value >= 1 ? String(Math.round(value)) : String(Number(value.toPrecision(1)));
}
