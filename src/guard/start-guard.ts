import { warnOfNoGuard, warnOfNoInterrupt } from '../runtime/errors.js';
import { Guard } from './guard.js';
import { canInterrupt } from './inspector.js';

/** Starts the guard, or says once why there is none; the main thread watches all the same. */
export function startGuard(...args: ConstructorParameters<typeof Guard>): Guard | undefined {
	try {
		const guard = new Guard(...args);
		if (!canInterrupt()) warnOfNoInterrupt();
		return guard;
	} catch (cause) {
		warnOfNoGuard(cause as Error);
		return undefined;
	}
}
