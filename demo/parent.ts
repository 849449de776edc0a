/** Starts one child of each kind, reads what they log, and waits to be killed. */
import { watchParent } from 'parent-watchdog';
import { kinds } from './kinds.js';

// It names itself in the environment of its children, and ends with the demo.
watchParent();
for (const { start } of kinds) start().stdout?.resume();
