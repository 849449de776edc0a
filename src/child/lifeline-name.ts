import type { Inherited } from '../environment.js';
import { type ExpectedParent, parseScope } from '../processes/expected-parent.js';

/** A pipe between a supervisor and its child, by its number in the child. */
export interface NamedPipe {
	descriptor: number;
	supervisor: ExpectedParent;
}

/** A lifeline as the environment names it. */
export interface NamedLifeline extends NamedPipe {
	/** The descriptor of the guard line. */
	guardLine: number | undefined;
}

/** `undefined` where none is named. What is wrong cannot be ours, and is ignored. */
export function parseLifeline({ lifeline, scope }: Inherited): NamedLifeline | undefined {
	const match = /^(\d{1,6}):([1-9]\d{0,9}):(\d{1,15})(?::(\d{1,6}))?$/.exec(lifeline ?? '');
	if (!match) return undefined;
	const supervisor = { pid: Number(match[2]), start: Number(match[3]), ...parseScope(scope) };
	const guardLine = match[4] === undefined ? undefined : Number(match[4]);
	return { descriptor: Number(match[1]), supervisor, guardLine };
}
