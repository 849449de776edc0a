/** Text that other processes wrote, made fit for a terminal: it may hold anything. */

/** Characters that move the cursor, colour, or turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Most text is so, and the classes of Unicode are slow. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** On one line, with a sign in the place of each character that a terminal would obey. */
export function toPlain(text: string): string {
	if (PLAIN.test(text)) return text;
	return text.replaceAll(/\s+/g, ' ').replaceAll(UNPRINTABLE, '\ufffd').trim();
}

/** The same, but lines stay lines. */
export function toPlainLines(text: string): string[] {
	return text.split(/\r?\n/).map((line) => {
		const indent = /^\s*/.exec(line)?.[0].length ?? 0;
		return ' '.repeat(Math.min(indent, 20)) + toPlain(line);
	});
}

/** Cut to a number of columns, with an ellipsis at its end. */
export function cut(text: string, columns: number): string {
	// The width of strokes is slow to tell, and a pipe has room for all.
	if (columns === Number.POSITIVE_INFINITY || widthOf(text) <= columns) return text;
	let kept = '';
	let width = 1;
	for (const character of text) {
		width += widthOf(character);
		if (width > columns) break;
		kept += character;
	}
	return columns < 1 ? '' : `${kept}…`;
}

export function padEnd(text: string, columns: number): string {
	return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
	return ' '.repeat(Math.max(0, columns - widthOf(text))) + text;
}

/** How many columns it takes: East Asian characters and pictures take two, marks above letters none. */
export function widthOf(text: string): number {
	if (/^[\x20-\x7e]*$/.test(text)) return text.length;
	let width = 0;
	for (const character of text) width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
	return width;
}

const MARK = /\p{Mn}|\p{Me}/u;
/** https://www.unicode.org/reports/tr11/, as far as names and command lines need it. */
const WIDE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
