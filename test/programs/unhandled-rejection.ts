/** A rejection nobody handles: its stack, exit code 1. */
import './observe.js';

void Promise.reject(new Error('rejected on purpose'));
setInterval(() => {}, 60_000);
