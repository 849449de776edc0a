/** What the text of a variable means: what it would be in code; what cannot be read stays text. */
import { LEASE_URL } from './environment.js';
import { parseLeaseVariable } from './protocol/lease-option.js';

export function parseText(text: string): string {
	return text;
}

export function parseLease(text: string, env: NodeJS.ProcessEnv): unknown {
	return parseLeaseVariable(text, env[LEASE_URL]);
}

export function parseNumber(text: string): unknown {
	if (/^infinity$/i.test(text)) return Number.POSITIVE_INFINITY;
	return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

export function parseNumbers(text: string): unknown[] {
	return text.split(',').map((item) => parseNumber(item.trim()));
}

export function parseBoolean(text: string): unknown {
	if (/^(1|true|yes|on)$/i.test(text)) return true;
	return /^(0|false|no|off)$/i.test(text) ? false : text;
}

export function parseSignals(text: string): unknown {
	if (/^(none|off)$/i.test(text)) return [];
	return text.split(',').map((item) => item.trim().toUpperCase());
}
