/** Each way to tamper, in each way to be watched. */
import './poll.test.js';
