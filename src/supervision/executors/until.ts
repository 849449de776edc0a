import { setTimeout } from '../../runtime/system.js';

/** How often something that nobody tells is looked at, in ms. */
const INTERVAL = 10;

/**
 * Resolves when `isTrue`; with the signal it stops looking, and never does. The timer keeps nobody
 * alive: there is one for the whole time that closing may take.
 */
export function until(isTrue: () => boolean, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const look = () => {
			if (signal.aborted) return;
			try {
				if (isTrue()) resolve();
				else setTimeout(look, INTERVAL).unref();
			} catch (error) {
				reject(error);
			}
		};
		look();
	});
}
