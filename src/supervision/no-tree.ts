import { findBlindness } from '../processes/sight.js';
import { ParentWatchdogError } from '../runtime/errors.js';

let isTold = false;

/** Once, when the first child is started that is to end with its tree: not when that tree is to be ended. */
export function warnOfNoTree(): void {
	const missing = isTold ? undefined : findBlindness();
	if (missing === undefined) return;
	isTold = true;
	const message = `tree: true cannot see what a child has started: ${missing}. Only the child and, with group: true, its process group will be ended`;
	process.emitWarning(new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_TREE', message));
}
