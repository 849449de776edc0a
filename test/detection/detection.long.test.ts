/** A parent that is killed every 2 ms. */
import './detection.test.js';
