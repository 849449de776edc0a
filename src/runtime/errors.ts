/** The codes of the errors that this package throws or warns with. Match `code`, not `instanceof`. */
export type ErrorCode =
	| 'ERR_PARENT_WATCHDOG_INVALID_OPTION'
	| 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT'
	| 'ERR_PARENT_WATCHDOG_HOOK_FAILED'
	| 'ERR_PARENT_WATCHDOG_LEAK'
	| 'ERR_PARENT_WATCHDOG_LEASE_HELD'
	| 'ERR_PARENT_WATCHDOG_LEASE_LOST'
	| 'ERR_PARENT_WATCHDOG_LEASE_NO_CLIENT'
	| 'ERR_PARENT_WATCHDOG_LEASE_RELEASED'
	| 'ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE'
	| 'ERR_PARENT_WATCHDOG_LEASE_UNREACHABLE'
	| 'ERR_PARENT_WATCHDOG_NO_GUARD'
	| 'ERR_PARENT_WATCHDOG_NO_INTERRUPT'
	| 'ERR_PARENT_WATCHDOG_NO_PRELOAD'
	| 'ERR_PARENT_WATCHDOG_NO_REAPER'
	| 'ERR_PARENT_WATCHDOG_NO_SUPERVISOR'
	| 'ERR_PARENT_WATCHDOG_NO_TREE'
	| 'ERR_PARENT_WATCHDOG_NOT_READY'
	| 'ERR_PARENT_WATCHDOG_PROTOCOL'
	| 'ERR_PARENT_WATCHDOG_READ_ONLY'
	| 'ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE'
	| 'ERR_PARENT_WATCHDOG_SHUTDOWN'
	| 'ERR_PARENT_WATCHDOG_STOPPED'
	| 'ERR_PARENT_WATCHDOG_UNSAFE_PATH';

/**
 * The common base of our errors. A wrong option has to be a `TypeError` or a `RangeError` as well, so
 * membership is decided by the code, which also holds for errors of a second installed copy.
 */
export class ParentWatchdogError extends Error {
	/** What happened, for programs to match. */
	readonly code: ErrorCode;

	constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}

	static override [Symbol.hasInstance](value: unknown): boolean {
		const code = (value as { code?: unknown } | null | undefined)?.code;
		return typeof code === 'string' && code.startsWith('ERR_PARENT_WATCHDOG_');
	}
}
Object.defineProperty(ParentWatchdogError.prototype, 'name', { value: 'ParentWatchdogError' });

/** A guard was asked for and cannot be; whoever asked has to know, and the program goes on. */
export function warnOfNoGuard(cause: Error): void {
	const message = `no guard thread: ${cause.message}; a blocked main thread will not notice that the parent is gone`;
	process.emitWarning(new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_GUARD', message, { cause }));
}

/** The guard works, but for one thing that this runtime or its permissions do not allow. */
export function warnOfNoInterrupt(): void {
	const message =
		'the guard cannot interrupt a blocked main thread here (no inspector between threads): at the deadline the process is killed without its hooks';
	process.emitWarning(new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_INTERRUPT', message));
}

/** A wrong argument of one of our functions. */
export function argumentError(name: string, expected: string, value: unknown): TypeError {
	const error = new TypeError(`${name} must be ${expected}, but is ${describe(value)}`);
	return Object.assign(error, { code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT' as const, value });
}

/** How much of a text is looked at before it is cut, in characters: it may come from anybody. */
const MOST_DESCRIBED = 4096;

/** The value as a reader would write it, cut to a length that fits a line. */
export function describe(value: unknown): string {
	if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, MOST_DESCRIBED)));
	if (typeof value === 'function') return `a function${value.name ? ` (${value.name})` : ''}`;
	if (typeof value === 'bigint') return `${value}n`;
	if (typeof value !== 'object' || value === null) return String(value);
	try {
		const text = JSON.stringify(value) ?? '{}';
		// A Map, an error or a promise, which JSON shows as if it were empty.
		const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
		return text === '{}' && kind !== 'Object' ? `an object (${kind})` : shorten(text);
	} catch {
		return 'an object';
	}
}

/** What was thrown, whatever it is, as text: the stack of an error. */
export function textOf(thrown: unknown): string {
	try {
		if (thrown instanceof Error) return String(thrown.stack ?? thrown.message);
		return typeof thrown === 'string' ? thrown : describe(thrown);
	} catch {
		return 'an error that cannot be shown';
	}
}

/** In an address, what comes before the host: `redis://user:password@host`. */
export function withoutCredentials(text: string): string {
	// Of a bounded length, so that no text makes it slow.
	return text.replaceAll(/(\w{1,32}:\/\/)[^\s/]{0,1024}@/g, '$1***@');
}

function shorten(text: string): string {
	const shown = withoutCredentials(text.slice(0, MOST_DESCRIBED));
	return shown.length > 100 ? `${shown.slice(0, 97)}...` : shown;
}
