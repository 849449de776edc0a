import type { Kind } from '../reaper/messages.js';
import { checkNames } from '../runtime/checks.js';
import { argumentError } from '../runtime/errors.js';

/** Options of `supervisor.track()`. */
export interface TrackOptions {
	/** What it will be, where it does not exist yet. */
	kind?: Kind | undefined;
	/**
	 * The folders of which it must lie in one. Default: that for temporary files, and the working folder
	 * unless that is the root, a home or the system's.
	 */
	within?: readonly string[] | undefined;
	/**
	 * Whether another file in its place is removed as well. Writers that replace a file by rename need it;
	 * by default only the very file that was tracked is removed, so that nobody else's can be. Default: false.
	 */
	replaceable?: boolean | undefined;
}

const OPTIONS: readonly (keyof TrackOptions)[] = ['kind', 'within', 'replaceable'];

/**
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`, or `ERR_PARENT_WATCHDOG_INVALID_OPTION` for
 * one that there is not
 */
export function checkTrackOptions(options: TrackOptions): TrackOptions {
	if (typeof options !== 'object' || options === null) {
		throw argumentError('options', 'an object', options);
	}
	checkNames(options, OPTIONS);
	const { kind, within, replaceable } = options;
	if (kind !== undefined && !['file', 'folder', 'socket'].includes(kind)) {
		throw argumentError('kind', "'file', 'folder' or 'socket'", kind);
	}
	const isList = Array.isArray(within) && within.every((folder) => typeof folder === 'string');
	if (within !== undefined && !isList) throw argumentError('within', 'an array of folders', within);
	if (replaceable !== undefined && typeof replaceable !== 'boolean') {
		throw argumentError('replaceable', 'true or false', replaceable);
	}
	return options;
}
