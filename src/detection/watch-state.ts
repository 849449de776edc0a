/** Whether a process watches at all. */
import { isOff } from '../environment.js';
import type { Settings } from '../options.js';
import { canSeeOthers, readSelf } from '../processes/proc.js';
import { debug } from '../runtime/diagnostics.js';
import { env, isMainThread, isWindows } from '../runtime/system.js';

/** What the process does about its parent. */
export type WatchState =
	/** Nobody has asked for it yet. */
	| 'idle'
	/** It watches. */
	| 'watching'
	/** The parent is gone, and the shutdown has started. */
	| 'gone'
	/** `stop()` was called. */
	| 'stopped'
	/** It leads a session of its own, and was not told to watch all the same. */
	| 'detached'
	/** `PARENT_WATCHDOG=off`. */
	| 'off'
	/** Worker threads do not watch; their main thread does. */
	| 'worker-thread';

export function chooseState({ detached, lease }: Settings): WatchState {
	if (!isMainThread) return 'worker-thread';
	if (isOff(env)) return 'off';
	return isToOutlive(detached) && !lease ? 'detached' : 'watching';
}

/** Whoever has it lead a session of its own has told it to outlive its parent. */
export function isToOutlive(detached: boolean): boolean {
	return readSelf().leadsSession === true && !detached;
}

/** Without `/proc` only a program tells who leads a session, so it is asked when the parent is gone. */
export function turnsOutToOutlive(detached: boolean): boolean {
	return !detached && readSelf().leadsSession === undefined && askForSession();
}

/** `ps` marks a session leader with an "s" in its state (ps(1)); where it cannot tell, it is none. */
export function askForSession(): boolean {
	if (isWindows || !canSeeOthers()) return false;
	try {
		const { execFileSync } = require('node:child_process') as typeof import('node:child_process');
		const state = execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
			timeout: 2000,
		});
		return state.includes('s');
	} catch (error) {
		debug('ps failed: %s', (error as Error).message);
		return false;
	}
}
