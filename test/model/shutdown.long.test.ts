/** More scripts for the shutdown. */
import './shutdown.test.js';
