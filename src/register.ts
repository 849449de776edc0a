/**
 * The preload: `node --require parent-watchdog/register`, `--import`, or for a whole tree of processes
 * `NODE_OPTIONS="--require parent-watchdog/register"`. Options come from the environment.
 */
import { watchdog } from './state';
import { isMainThread } from './system';

if (isMainThread) watchdog.preload();
