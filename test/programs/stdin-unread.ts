/** Never touches its stdin, which the parent may keep open or have ended. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
