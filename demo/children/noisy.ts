/** Logs all the time, also when nobody reads it any more: the first EPIPE tells it, and does not end it. */
import { cleanup } from '../cleanup.js';

cleanup('flush the metrics', 20);
setInterval(() => console.log('still at work'), 5);
