/** The types in each resolution of modules. */
import './package.test.js';
