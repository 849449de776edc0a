import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
	exports: Record<string, string | { default: string }>;
	bin?: Record<string, string>;
}

/** What `package.json` exports, or names as a command, by the name of its file: `{ index: 'src/index.ts' }`. */
export function readEntrances(root: string): Record<string, string> {
	const { exports, bin = {} } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8'),
	) as Manifest;
	const files = [
		...Object.values(exports).map((target) =>
			typeof target === 'string' ? target : target.default,
		),
		...Object.values(bin),
	];
	const names = files.flatMap((file) => /^\.\/dist\/([\w-]+)\.js$/.exec(file)?.[1] ?? []);
	return Object.fromEntries(names.map((name) => [name, join(root, 'src', `${name}.ts`)]));
}
