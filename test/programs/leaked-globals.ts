/** The check for leaked globals of a test framework: what is there beyond what node itself has? */
import './observe.js';

const before = new Set(Object.keys(globalThis));
(globalThis as Record<string, unknown>).leaked = true;
const after = Object.keys(globalThis).filter((name) => !before.has(name));
console.log([...before].join(), 'leaked:', after.join());
delete (globalThis as Record<string, unknown>).leaked;
