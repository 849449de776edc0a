/**
 * The preload: `node --require parent-watchdog/register`, `--import`, or for a whole tree of processes
 * `NODE_OPTIONS="--require parent-watchdog/register"`. Options come from the environment.
 */
import { state } from './watchdog/state.js';

// It has no name in a user's bundle that is an ES module.
state.preload(typeof __filename === 'string' ? __filename : undefined);
