/** Every snippet, as CommonJS too. */
import './snippets.test.js';
