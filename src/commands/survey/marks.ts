/** What the environment of a process says about the watchdog: claims, made by whoever started it. */
import { parseLifeline } from '../../child/lifeline-name.js';
import {
	CHILD,
	isOff,
	LIFELINE,
	PARENT,
	REAPER,
	SCOPE,
	SWITCH,
	VARIABLES,
} from '../../environment.js';
import { readVariable } from '../../processes/environ.js';
import { type ExpectedParent, parseExpectedParent } from '../../processes/expected-parent.js';
import type { ProcessIdentity } from '../../processes/identity.js';
import { namesPreload } from './preload.js';

export interface Marks {
	/** Whether its environment could be read at all. */
	isReadable: boolean;
	/** The nearest of its ancestors that had the watchdog, when it was started. */
	parent: ExpectedParent | undefined;
	/** Whose supervised child it is, or descends from; the innermost. */
	supervisor: ProcessIdentity | undefined;
	/** Whether a lifeline was handed to it. */
	hasLifeline: boolean;
	/** The supervisor whose reaper it is. */
	reaperOf: ProcessIdentity | undefined;
	/** Whether the preload is in its NODE_OPTIONS. */
	isPreloaded: boolean;
	/** Whether its watch is switched off. */
	isOff: boolean;
	/** Whether it watches though it leads a session. */
	watchesDetached: boolean;
	/** The processes that it was told to watch instead of its parent. */
	named: readonly number[];
}

const NONE: Marks = {
	isReadable: false,
	parent: undefined,
	supervisor: undefined,
	hasLifeline: false,
	reaperOf: undefined,
	isPreloaded: false,
	isOff: false,
	watchesDetached: false,
	named: [],
};

export function parseMarks(environ: string): Marks {
	const isReadable = environ.length > 1;
	const read = (name: string) => readVariable(environ, name);
	const options = `${read('NODE_OPTIONS') ?? ''} ${read('BUN_OPTIONS') ?? ''}`;
	const isPreloaded = namesPreload(options);
	if (!environ.includes('\0PARENT_WATCHDOG')) return { ...NONE, isReadable, isPreloaded };
	const inherited = {
		parent: read(PARENT),
		scope: read(SCOPE),
		lifeline: read(LIFELINE),
	};
	return {
		isReadable,
		parent: parseExpectedParent(inherited, () => {}),
		supervisor: parseIdentity(read(CHILD)?.split(',').at(-1)),
		hasLifeline: parseLifeline(inherited) !== undefined,
		reaperOf: parseIdentity(read(REAPER)),
		isPreloaded,
		isOff: isOff({ [SWITCH]: read(SWITCH) }),
		watchesDetached: /^(1|true|yes|on)$/i.test(read(VARIABLES.detached) ?? ''),
		named: parsePids(read(VARIABLES.pid)),
	};
}

/** `<pid>:<start>`, and what may follow. */
function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
	const match = /^([1-9]\d{0,9}):(\d{1,15})(?::|$)/.exec(text ?? '');
	return match ? { pid: Number(match[1]), start: Number(match[2]) } : undefined;
}

function parsePids(text = ''): number[] {
	return text.split(',').flatMap((part) => (/^ *[1-9]\d{0,9} *$/.test(part) ? Number(part) : []));
}
