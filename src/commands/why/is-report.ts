import type { Report } from '../../shutdown/report.js';

/** Whether a line holds what we tell of. Any program may have written it, and a later version more. */
export function isReport(value: unknown): value is Report {
	if (!isObject(value) || !isObject(value.reason)) return false;
	const { time, pid, reason, duration, hooks, end, resources } = value;
	const { program = '', argv = [], stuck = [], errors = [] } = value;
	return (
		typeof time === 'string' &&
		!Number.isNaN(Date.parse(time)) &&
		typeof pid === 'number' &&
		typeof reason.type === 'string' &&
		typeof reason.message === 'string' &&
		typeof duration === 'number' &&
		typeof end === 'string' &&
		typeof program === 'string' &&
		[argv, resources, stuck, errors].every(isStrings) &&
		Array.isArray(hooks) &&
		hooks.every(isHook)
	);
}

function isHook(value: unknown): boolean {
	if (!isObject(value)) return false;
	const { name, outcome, ms, error = '' } = value;
	return [name, outcome, error].every((text) => typeof text === 'string') && typeof ms === 'number';
}

function isStrings(value: unknown): boolean {
	return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
