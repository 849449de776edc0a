import { join } from 'node:path';

/** For a name that is known: `import { x } from '../../src/x.js'`. */
export function internal<Module>(name: string): Module {
	return require(fileOf(name));
}

export function fileOf(name: string): string {
	return join(__dirname, '..', '..', 'src', `${name}.js`);
}
