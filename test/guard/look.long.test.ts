/** A look every 6 ms. */
import './look.test.js';
