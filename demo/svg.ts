/** The same run as a picture: when each child noticed, which hooks ran, when it was gone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Family } from './family.js';
import { kinds } from './kinds.js';
import type { Entry } from './record.js';

interface Theme {
	name: string;
	text: string;
	faint: string;
	grid: string;
	alive: string;
	hook: string;
	mark: string;
}

const THEMES: readonly Theme[] = [
	{
		...{ name: 'light', text: '#1f2328', faint: '#59636e', grid: '#d1d9e0' },
		...{ alive: '#b6c2cf', hook: '#2da44e', mark: '#cf222e' },
	},
	{
		...{ name: 'dark', text: '#e6edf3', faint: '#9198a1', grid: '#3d444d' },
		...{ alive: '#57606a', hook: '#3fb950', mark: '#ff7b72' },
	},
];
const WIDTH = 860;
const LEFT = 250;
const RIGHT = 110;
const ROW = 34;
const TOP = 76;

/** Writes `<path>-light.svg` and `<path>-dark.svg`; returns their names. */
export function writePictures(path: string, family: Family): string[] {
	mkdirSync(dirname(path), { recursive: true });
	return THEMES.map((theme) => {
		const file = join(dirname(path), `${path.slice(dirname(path).length + 1)}-${theme.name}.svg`);
		writeFileSync(file, draw(family, theme));
		return file;
	});
}

function draw({ entries, killedAt = 0 }: Family, theme: Theme): string {
	const last = Math.max(...entries.map(({ at }) => at - killedAt), 100);
	const step = [10, 20, 50, 100, 200, 500, 1000].find((ms) => last / ms <= 8) ?? 2000;
	const x = (ms: number) => LEFT + (ms / last) * (WIDTH - LEFT - RIGHT);
	const bottom = TOP + kinds.length * ROW;
	const grid = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => {
		const ms = index * step;
		return `<line x1="${x(ms)}" x2="${x(ms)}" y1="${TOP - 10}" y2="${bottom}" stroke="${theme.grid}"/>
<text x="${x(ms)}" y="${bottom + 18}" fill="${theme.faint}" text-anchor="middle">${ms}</text>`;
	});
	const rows = kinds.map(({ kind, how }, index) => {
		const own = entries.filter((entry) => entry.kind === kind && entry.at >= killedAt);
		return drawRow(own, { kind, how, y: TOP + index * ROW, killedAt, x, theme });
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 44}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>A parent is killed with SIGKILL: when each child notices, which hooks run, and when it is gone</title>
<text x="16" y="26" fill="${theme.text}" font-size="16" font-weight="600">The parent gets SIGKILL at 0 ms</text>
<text x="16" y="46" fill="${theme.faint}">grey: alive and unaware · red: notices · green: a cleanup hook runs · end of the bar: gone</text>
${grid.join('\n')}
${rows.join('\n')}
<text x="${WIDTH - RIGHT}" y="${bottom + 36}" fill="${theme.faint}" text-anchor="end">milliseconds after the kill</text>
</svg>
`;
}

interface Row {
	kind: string;
	how: string;
	y: number;
	killedAt: number;
	x: (ms: number) => number;
	theme: Theme;
}

function drawRow(own: readonly Entry[], { kind, how, y, killedAt, x, theme }: Row): string {
	const since = (entry: Entry) => entry.at - killedAt;
	const noticed = own.find((entry) => entry.event === 'verdict' && entry.verdict === 'gone');
	const exit = own.find(({ event }) => event === 'exit');
	const end = exit ? since(exit) : 0;
	const bar = (from: number, to: number, colour: string, height: number) =>
		`<rect x="${x(from).toFixed(1)}" y="${y + 8 - height / 2}" width="${Math.max(1, x(to) - x(from)).toFixed(1)}" height="${height}" rx="2" fill="${colour}"/>`;
	const hooks = own.flatMap((entry) => {
		if (entry.event !== 'hook-started') return [];
		const { name } = entry;
		const ended = own.find((other) => other.event === 'hook-ended' && other.name === name);
		return bar(since(entry), ended ? since(ended) : end, theme.hook, 14);
	});
	const source = noticed?.event === 'verdict' ? noticed.source : 'nothing';
	const mark = noticed
		? `<circle cx="${x(since(noticed)).toFixed(1)}" cy="${y + 8}" r="4" fill="${theme.mark}"/>`
		: '';
	return `<text x="16" y="${y + 8}" fill="${theme.text}" font-weight="600">${kind}</text>
<text x="16" y="${y + 22}" fill="${theme.faint}" font-size="11">${how.replaceAll('<', '&lt;')}</text>
${bar(0, end, theme.alive, 6)}
${hooks.join('\n')}
${mark}
<text x="${(x(end) + 8).toFixed(1)}" y="${y + 12}" fill="${theme.faint}" font-size="11">by ${source}, ${end.toFixed(0)} ms</text>`;
}
