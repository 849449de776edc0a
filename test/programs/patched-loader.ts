/** Hooks into the module loader and `fs`, as agents, mocks and compilers do, and sees who uses them. */
import fs = require('node:fs');
import Module = require('node:module');

import { AFTER_FIRST_POLL, observe } from './observe.js';

const used: string[] = [];
spy(Module as never, ['_load', '_resolveFilename', '_nodeModulePaths', '_findPath']);
spy(Module.prototype as never, ['require', 'load', '_compile']);
spy((Module as unknown as { _extensions: Hooks })._extensions, ['.js']);
spy(fs as never, ['readFileSync', 'openSync', 'readSync', 'closeSync', 'statSync', 'readlinkSync']);
setTimeout(() => {
	console.log(used);
	observe('first poll');
}, AFTER_FIRST_POLL);

type Hooks = Record<string, (...args: unknown[]) => unknown>;

function spy(object: Hooks, names: string[]): void {
	for (const name of names) {
		const original = object[name];
		object[name] = function (...args) {
			used.push(name);
			return original?.apply(this, args);
		};
	}
}
