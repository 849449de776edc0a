/** Which paths may be tracked, so that the reaper removes them when the supervisor is killed. */
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { argumentError, describe, ParentWatchdogError } from '../runtime/errors.js';
import type { Kind } from './messages.js';
import { explainWriters } from './removal-by-path.js';
import { kindOf, readStats } from './resource.js';
import { contains, explainDanger, findDefaultBounds, follow } from './unsafe-path.js';

export interface Trackable {
	path: string;
	kind: Kind;
}

/**
 * Checks a path before it is tracked. A relative one is resolved against the working folder, as `fs`
 * does. The path returned leads through no symbolic link; `untrack()` takes it as well. It must lie
 * below one of the folders `within`: by default that for temporary files, and the working folder unless
 * that is the root, a home or the system's. What does not exist yet needs its `kind` said.
 *
 * @throws ParentWatchdogError with code `ERR_PARENT_WATCHDOG_UNSAFE_PATH`
 */
export function checkTrackable(path: string, within?: readonly string[], kind?: Kind): Trackable {
	if (typeof path !== 'string' || path === '' || path.includes('\0')) {
		throw argumentError('path', 'a path, not empty and without null bytes', path);
	}
	const refuse = (why: string, cause?: unknown): never => {
		const message = `${describe(path)} cannot be tracked: ${why}`;
		throw new ParentWatchdogError('ERR_PARENT_WATCHDOG_UNSAFE_PATH', message, { cause });
	};
	const workingFolder = readWorkingFolder();
	if (!isAbsolute(path) && workingFolder === undefined) refuse('the working folder is gone');
	const canonical = findParent(resolve(path), refuse);
	const stats = readStats(canonical);
	const found = stats && kindOf(stats);
	if (stats && !found) refuse('it is no regular file, folder or socket');
	if (found && kind && found !== kind) refuse(`it is a ${found}, not a ${kind}`);
	const wanted =
		found ??
		kind ??
		refuse("it does not exist yet; say which kind it will be, such as { kind: 'file' }");
	const danger = explainDanger(canonical, wanted) ?? explainWriters(canonical, wanted);
	if (danger) refuse(`it ${danger}`);
	if (workingFolder !== undefined && contains(canonical, workingFolder)) {
		refuse('it is or holds the working folder');
	}
	const bounds = within?.map(follow) ?? findDefaultBounds(workingFolder);
	const isWithin = bounds.some((bound) => bound !== canonical && contains(bound, canonical));
	if (!isWithin) refuse(`it is not below ${bounds.join(' or ')}; name a folder in { within }`);
	return { path: canonical, kind: wanted };
}

/** `undefined` where it has been removed: https://man7.org/linux/man-pages/man3/getcwd.3.html */
function readWorkingFolder(): string | undefined {
	try {
		return process.cwd();
	} catch {
		return undefined;
	}
}

/** The path through its true parent; what it is itself is looked at without following it. */
function findParent(path: string, refuse: (why: string, cause?: unknown) => never): string {
	try {
		return join(realpathSync(dirname(path)), basename(path));
	} catch (cause) {
		return refuse('the folder that holds it cannot be read', cause);
	}
}
