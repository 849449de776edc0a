/** One trial of each kind as a picture: a bar for each process, from when it was seen until it was gone. */
import { cut, toPlain } from '../common/plain-text.js';
import { formatDuration } from '../common/units.js';
import { type Seen, survivorsOf, type Trial, type VerifyOptions } from './trial.js';

const WIDTH = 1200;
const LEFT = 330;
const RIGHT = 760;
const ROW = 28;
const BAR = 14;
/** While nobody was killed yet. */
const BEFORE_COLOUR = '#afb8c1';
/** How much of the time before the kill is shown, as a share of that after it. */
const BEFORE = 0.3;

export function drawTimeline(
	words: readonly string[],
	options: VerifyOptions,
	trials: readonly Trial[],
): string {
	const shown = [false, true].flatMap((kind) => {
		const some = trials.filter(({ withPreload, problem }) => withPreload === kind && !problem);
		// The one that shows the most.
		return some.sort((a, b) => survivorsOf(b).length - survivorsOf(a).length)[0] ?? [];
	});
	const end = lastTime(shown, options);
	let y = 44;
	const parts = shown.map((trial) => {
		const part = drawTrial(trial, options, y, end);
		y += part.height;
		return part.text;
	});
	const title = `${words.join(' ')}: ${options.kill}`;
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 16}" width="${WIDTH}" height="${y + 16}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="16" y="28" font-size="15" font-weight="bold" fill="#24292f">${escapeXml(cut(title, 120))}</text>
${parts.join('\n')}
</svg>
`;
}

/** In ms after the kill: a bit more than the last end, or where somebody survives, twice that. */
function lastTime(trials: readonly Trial[], { timeout }: VerifyOptions): number {
	const ends = trials.flatMap(({ processes }) => processes.map(({ endedAt = 0 }) => endedAt));
	const last = Math.max(200, ...ends);
	const isSurvived = trials.some((trial) => survivorsOf(trial).length > 0);
	return isSurvived ? Math.min(timeout, last * 2) : last * 1.25;
}

function drawTrial(trial: Trial, options: VerifyOptions, top: number, end: number) {
	const rows = trial.processes.filter(({ endedAt }) => endedAt === undefined || endedAt >= 0);
	const from = -end * BEFORE;
	const toX = (time: number) =>
		LEFT + ((Math.max(from, time) - from) / (end - from)) * (RIGHT - LEFT);
	const first = top + 52;
	const bottom = first + rows.length * ROW;
	const kill = toX(0);
	const heading = trial.withPreload ? 'with the preload' : 'as it is';
	const text = [
		`<text x="16" y="${top + 24}" font-weight="bold" fill="#57606a">${heading}</text>`,
		`<text x="${kill + 6}" y="${top + 24}" fill="#cf222e">${escapeXml(trial.victim)} is killed</text>`,
		...drawAxis(toX, end, top + 42, bottom),
		...rows.map((seen, index) => drawRow(seen, trial, options, toX, first + index * ROW)),
		`<path d="M${kill} ${top + 14}V${bottom}" stroke="#cf222e" stroke-dasharray="3 3"/>`,
	].join('\n');
	return { text, height: bottom - top + 12 };
}

function drawAxis(toX: (time: number) => number, end: number, y: number, bottom: number): string[] {
	const step = [50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000].find((one) => end / one <= 6);
	const times = Array.from(
		{ length: Math.floor(end / (step ?? 60_000)) },
		(_, index) => (index + 1) * (step ?? 60_000),
	);
	return times.map((time) => {
		const x = toX(time);
		return `<path d="M${x} ${y + 4}V${bottom}" stroke="#eaeef2"/><text x="${x}" y="${y}" text-anchor="middle" font-size="11" fill="#8c959f">${formatDuration(time)}</text>`;
	});
}

function drawRow(
	seen: Seen,
	trial: Trial,
	{ timeout }: VerifyOptions,
	toX: (time: number) => number,
	y: number,
): string {
	const isSurvivor = seen.isExpected && seen.endedAt === undefined;
	const isVictim = seen.path === trial.victim;
	const colour = isSurvivor ? '#cf222e' : seen.isExpected ? '#1a7f37' : BEFORE_COLOUR;
	const from = toX(seen.seenAt);
	const kill = Math.max(from, toX(0));
	const to = seen.endedAt === undefined ? RIGHT : Math.max(kill + 2, toX(seen.endedAt));
	const bar = (start: number, end: number, fill: string) =>
		`<rect x="${start}" y="${y}" width="${end - start}" height="${BAR}" fill="${fill}"/>`;
	const x = 16 + Math.min(seen.depth, 10) * 16;
	const middle = y + BAR / 2;
	const arrow = `<path d="M${RIGHT} ${y - 3}L${RIGHT + 10} ${middle}L${RIGHT} ${y + BAR + 3}Z" fill="${colour}"/>`;
	const name = cut(toPlain(seen.name), Math.floor((LEFT - 16 - x) / 7.5));
	const note = describe(seen, isVictim, timeout);
	return [
		`<text x="${x}" y="${y + 12}" fill="#24292f">${escapeXml(name)}</text>`,
		kill > from ? bar(from, kill, BEFORE_COLOUR) : '',
		bar(kill, to, colour),
		seen.endedAt === undefined ? arrow : '',
		`<text x="${RIGHT + 18}" y="${y + 12}" fill="${colour}">${escapeXml(cut(note, 60))}</text>`,
	].join('');
}

function describe(seen: Seen, isVictim: boolean, timeout: number): string {
	if (!seen.isExpected) return 'is not below it';
	if (seen.endedAt === undefined) {
		const ports = seen.ports.length > 0 ? `, listens on ${seen.ports.join(', ')}` : '';
		return `still there after ${formatDuration(timeout)}${ports}`;
	}
	if (isVictim) return 'killed';
	const by = seen.noticed ? ` (${seen.noticed.isCertain ? '' : 'perhaps '}${seen.noticed.by})` : '';
	return `gone after ${formatDuration(seen.endedAt)}${by}`;
}

function escapeXml(text: string): string {
	return toPlain(text).replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
