/** What is written on the command line, as values: parsers for options and arguments of commander. */
import { constants } from 'node:os';
import { InvalidArgumentError } from 'commander';

/** Milliseconds: `1500`, `500ms`, `2.5s`, `10m`, `1h`, `2d`. */
export function parseDuration(text: string): number {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
	const ms = Number(match?.[1]) * UNITS[(match?.[2] ?? 'ms') as keyof typeof UNITS];
	// The longest that a timer of Node can wait.
	if (match && ms < 2 ** 31) return Math.round(ms);
	throw new InvalidArgumentError(
		'It must be a time of at most 24 days, such as 1500, 500ms, 10s, 5m or 2h.',
	);
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** 0 and what is below mean whole groups: kill(2). */
export function parsePid(text: string): number {
	return parseInteger(text, 1, 2 ** 31 - 1, 'a process id');
}

export function parsePort(text: string): number {
	return parseInteger(text, 1, 65_535, 'a port');
}

export function parseCount(text: string): number {
	return parseInteger(text, 1, 100_000, 'a count');
}

/** `TERM`, `SIGTERM` and `15` are the same. */
export function parseSignal(text: string): NodeJS.Signals {
	const name = text.toUpperCase();
	const known = Object.entries(constants.signals);
	const found = known.find(
		([signal, number]) => signal === name || signal === `SIG${name}` || String(number) === text,
	);
	if (found) return found[0] as NodeJS.Signals;
	throw new InvalidArgumentError('It must be a signal of this system, such as SIGTERM, INT or 9.');
}

function parseInteger(text: string, least: number, most: number, what: string): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= least && value <= most) return value;
	throw new InvalidArgumentError(`It must be ${what}: a whole number from ${least} to ${most}.`);
}
