/** Colours, where the terminal has them and nobody said no: NO_COLOR, FORCE_COLOR and TERM count. */
import { inspect } from 'node:util';

export type Style =
	| 'bold'
	| 'dim'
	| 'inverse'
	| 'red'
	| 'green'
	| 'yellow'
	| 'blue'
	| 'magenta'
	| 'cyan';

export type Paint = (text: string, ...styles: Style[]) => string;

/** For what is written to that stream; elsewhere the text stays as it is. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
	const hasColours = stream.isTTY === true && stream.hasColors();
	return hasColours ? paint : (text) => text;
}

/** `util.styleText` is not there before Node 20.12. */
function paint(text: string, ...styles: Style[]): string {
	return styles.reduce((inner, style) => {
		const [on, off] = inspect.colors[style] as [number, number];
		return `\x1b[${on}m${inner}\x1b[${off}m`;
	}, text);
}
