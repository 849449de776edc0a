/** Lives until after the first poll, on nothing but a timer of its own. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

observe('start');
setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
