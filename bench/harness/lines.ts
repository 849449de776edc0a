/** Of lines such as `ready 4`: what stands after the word. */
export function numbersAfter(word: string, lines: readonly string[]): number[] {
	return lines.flatMap((line) => {
		const [first, value] = line.split(' ');
		return first === word ? [Number(value)] : [];
	});
}
