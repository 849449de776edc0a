/** The one state of this process, with the watchdog and the lifeline that it loads when they are needed. */
import type { Lifeline } from '../child/lifeline.js';
import { findState } from '../preload/find-state.js';
import type { Loaders, State as PreloadState } from '../preload/state.js';
import type { Watchdog } from './watchdog.js';

export type State = PreloadState<Watchdog, Lifeline>;

const loaders: Loaders<Watchdog, Lifeline> = {
	loadWatchdog(state) {
		const { Watchdog } = require('./watchdog.js') as typeof import('./watchdog.js');
		return new Watchdog(state);
	},
	loadLifeline(inherited, onData, onEnd) {
		const { takeLifeline } =
			require('../child/lifeline.js') as typeof import('../child/lifeline.js');
		return takeLifeline(inherited, { onData, onEnd });
	},
};

export const state: State = findState(loaders);
