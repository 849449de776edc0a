/** Numbers as a person reads them. */

/** `85 MB`, `1.2 GB`: powers of 1024, as ps and top count. */
export function formatBytes(bytes: number): string {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let unit = 0;
	let value = bytes;
	for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1024;
	return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** The two greatest units: `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`, `9 d 4 h`. */
export function formatDuration(ms: number): string {
	if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
	const seconds = Math.floor(ms / 1000);
	const parts: [number, string][] = [
		[Math.floor(seconds / 86_400), 'd'],
		[Math.floor(seconds / 3600) % 24, 'h'],
		[Math.floor(seconds / 60) % 60, 'min'],
		[seconds % 60, 's'],
	];
	const first = parts.findIndex(([count]) => count > 0);
	const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
	return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

export function formatPercent(share: number): string {
	return `${share < 9.95 ? share.toFixed(1) : Math.round(share)} %`;
}

/** `1 process`, `3 processes`. */
export function count(number: number, one: string, many = `${one}s`): string {
	return `${number} ${number === 1 ? one : many}`;
}
