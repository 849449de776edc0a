/** A top-level await that nothing can settle: exit code 13 and a warning. */
import './observe.js';

await new Promise(() => {});
