/** The programs in TypeScript as well. */
import './example-programs.test.js';
