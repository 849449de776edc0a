/** Its parent is a shell, which lives on: the environment names the process that it belongs to. */
import { cleanup } from '../cleanup.js';

cleanup('stop the build', 20);
setInterval(() => {}, 60_000);
