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
	/** The supervision id, by which the supervisor greets us. */
	id: string;
}

/** `undefined` where none is named. What is wrong cannot be ours, and is ignored. */
export function parseLifeline({ lifeline, scope, child }: Inherited): NamedLifeline | undefined {
	const match = /^(\d{1,6}):([1-9]\d{0,9}):(\d{1,15})(?::(\d{1,6}))?$/.exec(lifeline ?? '');
	const id = child?.split(',').at(-1);
	if (!match || !id) return undefined;
	const supervisor = { pid: Number(match[2]), start: Number(match[3]), ...parseScope(scope) };
	const guardLine = match[4] === undefined ? undefined : Number(match[4]);
	return { descriptor: Number(match[1]), supervisor, guardLine, id };
}
