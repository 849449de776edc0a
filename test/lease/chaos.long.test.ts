/** Chaos around each engine. */
import './chaos.test.js';
