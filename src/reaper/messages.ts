/** What a supervisor tells its reaper: one JSON object a line. */
import type { TreeRoot } from '../processes/tree.js';

export type Kind = 'file' | 'folder' | 'socket';

export interface SupervisedRoot extends TreeRoot {
	/** Whether it loads the watchdog and ends by itself: it has `grace` ms for that. */
	watches: boolean;
	/** Whether its descendants end with it. */
	tree: boolean;
	grace: number;
}

export interface Resource {
	path: string;
	kind: Kind;
	/** Which one it was when it was tracked; none where it did not exist yet. */
	id?: string | undefined;
	/** Whether another one in its place is removed as well: careful writers replace a file by rename. */
	replaceable?: boolean | undefined;
}

export type Message =
	| { type: 'supervisor'; pid: number; gracePeriod: number }
	| { type: 'starting'; supervisionId: string }
	| ({ type: 'started'; supervisionId: string } & Omit<SupervisedRoot, 'supervisionId'>)
	| { type: 'signalled'; supervisionId: string }
	| { type: 'ended'; supervisionId: string }
	| ({ type: 'track' } & Resource)
	| { type: 'untrack'; path: string }
	| { type: 'close' };

/** `undefined` for what is no message in full: nothing is ever done on the strength of half a line. */
export function parseMessage(line: string): Message | undefined {
	let message: Fields;
	try {
		message = JSON.parse(line);
	} catch {
		return undefined;
	}
	if (typeof message !== 'object' || message === null) return undefined;
	const check = Object.hasOwn(checks, String(message.type))
		? checks[message.type as Type]
		: undefined;
	return check?.(message) ? (message as unknown as Message) : undefined;
}

type Type = Message['type'];
type Fields = Record<string, unknown>;

const checks: Record<Type, (message: Fields) => boolean> = {
	supervisor: ({ pid, gracePeriod }) => (pid === 1 || isPid(pid)) && isTime(gracePeriod),
	starting: ({ supervisionId }) => isMark(supervisionId),
	started: ({ supervisionId, pid, start, leadsGroup, watches, tree, grace }) =>
		isMark(supervisionId) &&
		isPid(pid) &&
		pid !== process.pid &&
		isTime(start) &&
		[leadsGroup, watches, tree].every((flag) => typeof flag === 'boolean') &&
		isTime(grace),
	signalled: ({ supervisionId }) => isMark(supervisionId),
	ended: ({ supervisionId }) => isMark(supervisionId),
	track: ({ path, kind, id, replaceable }) =>
		isPath(path) &&
		['file', 'folder', 'socket'].includes(String(kind)) &&
		(id === undefined || typeof id === 'string') &&
		(replaceable === undefined || typeof replaceable === 'boolean'),
	untrack: ({ path }) => isPath(path),
	close: () => true,
};

/** A victim: 0 and all below mean whole groups and everybody (kill(2)); 1 is a container's init. */
function isPid(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) > 1;
}

function isTime(value: unknown): boolean {
	return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function isMark(value: unknown): boolean {
	return typeof value === 'string' && /^[\w:.-]{3,200}$/.test(value);
}

function isPath(value: unknown): boolean {
	return typeof value === 'string' && value !== '' && !value.includes('\0');
}
