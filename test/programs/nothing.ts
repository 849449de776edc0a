/** Has nothing to do, and ends by itself at once. */
import './observe.js';
