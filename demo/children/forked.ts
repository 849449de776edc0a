/** Asks for the watch in its code; once it has a hook, the closing IPC channel tells it at once. */
import { watchParent } from 'parent-watchdog';
import { cleanup } from '../cleanup.js';

watchParent();
cleanup('save the session', 30);
setInterval(() => {}, 60_000);
