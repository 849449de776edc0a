/** Follows what its own timer, promise and file start; what others start is not its own. */
import { createHook, executionAsyncId } from 'node:async_hooks';
import { readFile } from 'node:fs';
import { AFTER_FIRST_POLL } from './observe.js';

const own = new Map([[executionAsyncId(), 'program']]);
const seen: string[] = [];
createHook({
	init: (id, type, trigger) => {
		const parent = own.get(trigger);
		if (!parent) return;
		own.set(id, type);
		seen.push(`${type} by ${parent}`);
	},
	before: (id) => own.has(id) && seen.push(`before ${own.get(id)}`),
	after: (id) => own.has(id) && seen.push(`after ${own.get(id)}`),
}).enable();
readFile(__filename, () =>
	setTimeout(() => void Promise.resolve().then(() => {}), AFTER_FIRST_POLL),
);
process.on('exit', () => console.log(seen.join('\n')));
