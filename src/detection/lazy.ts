/** What few processes need is loaded by those alone. */

import type { Settings } from '../options.js';
import { debug } from '../runtime/diagnostics.js';
import type { Detection } from './detection.js';
import type { Target } from './target.js';

export function isAdopted(target: Target | undefined): boolean {
	const adoption = attempt(() => require('./adoption.js') as typeof import('./adoption.js'));
	return target?.direct === true && adoption?.isAdopter(target.pid) === true;
}

export function watchStdin(detection: Detection) {
	const stdin = attempt(() => require('./sources/stdin.js') as typeof import('./sources/stdin.js'));
	return stdin?.listenToStdin(() => detection.conclude('stdin'));
}

export function watchWithoutProc(detection: Detection, settings: Settings): () => void {
	return loadWithoutProc()?.checkWithoutProc(detection, settings) ?? (() => {});
}

/** Returns what stops it; `undefined` where there is none, or it has to be tried again. */
export function watchLease(
	detection: Detection,
	{ lease, partition }: Settings,
): (() => void) | undefined {
	if (!lease) return undefined;
	const source = attempt(
		() => require('../lease/watch-lease.js') as typeof import('../lease/watch-lease.js'),
	);
	const watch = source?.watchLease(lease, partition, (end) => detection.conclude('lease', end));
	detection.leaseEnded = watch?.ended;
	return watch && (() => watch.stop());
}

export function loadWithoutProc() {
	return attempt(() => require('./without-proc.js') as typeof import('./without-proc.js'));
}

/** While no descriptor is left, nothing can be loaded: the program must not hear of it, and the poll goes on. */
export function attempt<Module>(load: () => Module): Module | undefined {
	try {
		return load();
	} catch (error) {
		debug('not now: %s', (error as Error).message);
		return undefined;
	}
}
