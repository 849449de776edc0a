import { isInPlaceOfReaper, NO_REAPER_HERE } from '../reaper/place.js';
import { exit } from '../runtime/system.js';

/**
 * Where `process.execPath` is the application itself, and takes no options of Node (a single executable that
 * was built so, what pkg or Bun have compiled), it is started once more in the place of its reaper. That one
 * ends as soon as it loads us, before it does the application's work a second time.
 */
export function leavePlaceOfReaper(): void {
	if (isInPlaceOfReaper()) exit(NO_REAPER_HERE);
}
