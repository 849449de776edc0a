/** Was started with the preload and has no IPC channel: the poll tells it. */
import { cleanup } from '../cleanup.js';

cleanup('remove the lock file', 20);
setInterval(() => {}, 60_000);
