/** Names are short: whatever is longer is cut, so that a hostile one costs no time. */
const MAX_LENGTH = 64;

/** The one of `known` that differs least, in letters that are added, left out, replaced or swapped. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
	const distances = known.map((other) => distanceOf(name, other));
	return known[distances.indexOf(Math.min(...distances))];
}

/** https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance */
function distanceOf(one: string, other: string): number {
	const [a, b] = [one, other].map((text) => text.slice(0, MAX_LENGTH).toLowerCase()) as [
		string,
		string,
	];
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const isSame = a[i - 1] === b[j - 1];
			const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			row[j] = Math.min(
				at(row, j - 1) + 1,
				at(last, j) + 1,
				at(last, j - 1) + (isSame ? 0 : 1),
				isSwapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
			);
		}
		[beforeLast, last] = [last, row];
	}
	return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
	return row[index] ?? Number.POSITIVE_INFINITY;
}
