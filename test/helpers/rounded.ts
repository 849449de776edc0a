import assert from 'node:assert/strict';

/** Times in reports and results are told to 0.1 ms: what is more is noise. */
export function assertRounded(...times: (number | undefined)[]): void {
	for (const time of times) {
		if (time !== undefined) assert.equal(time, Math.round(time * 10) / 10);
	}
}
