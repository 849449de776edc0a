/** New contexts have the globals of the language alone; this one has what it always had. */
import { createContext, runInContext, runInThisContext, Script } from 'node:vm';
import './observe.js';

const context = createContext({ print: console.log });
const keys = 'Reflect.ownKeys(globalThis).map(String).sort().join()';
runInContext(`print(${keys})`, context);
console.log(new Script('globalThis === this').runInThisContext());
console.log(runInThisContext('Object.keys(globalThis).join()'));
try {
	runInContext('for (;;) {}', context, { timeout: 400 });
} catch (error) {
	console.log((error as NodeJS.ErrnoException).code);
}
