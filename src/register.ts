/**
 * The preload: `node --require parent-watchdog/register`, `--import`, or for a whole tree of processes
 * `NODE_OPTIONS="--require parent-watchdog/register"`. Options come from the environment.
 */
import { state } from './watchdog/state.js';

state.preload();
