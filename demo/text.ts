/** Columns and colours for a terminal; elsewhere the same columns without colours. */
import { inspect, stripVTControlCharacters } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** https://no-color.org */
const isColoured = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

export function paint(text: string, ...styles: Style[]): string {
	if (!isColoured) return text;
	return styles.reduce((inner, style) => {
		const [on, off] = inspect.colors[style] as [number, number];
		return `\x1b[${on}m${inner}\x1b[${off}m`;
	}, text);
}

/**
 * Lines of columns, each as wide as its widest cell. Those whose heading starts with a space are aligned
 * to the right.
 */
export function columns(headings: readonly string[], rows: readonly string[][]): string {
	const heading = headings.map((text) => paint(text.trim().toUpperCase(), 'dim'));
	const lines = [heading, ...rows];
	const widths = headings.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i]))));
	return lines
		.map((line) => {
			const cells = widths.map((width, i) => {
				const gap = ' '.repeat(width - widthOf(line[i]));
				return headings[i]?.startsWith(' ') ? gap + line[i] : line[i] + gap;
			});
			return `  ${cells.join('  ')}`.trimEnd();
		})
		.join('\n');
}

export function ms(duration: number): string {
	return `${duration.toFixed(1)} ms`;
}

function widthOf(cell = ''): number {
	return stripVTControlCharacters(cell).length;
}
