/** Shows the tree in the way that is asked for. */
import { writeFileSync } from 'node:fs';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';
import { paintFor } from '../common/paint.js';
import { layOut } from './columns.js';
import type { Selection } from './forest.js';
import { toJson } from './json.js';
import { toLines } from './lines.js';
import { look } from './look.js';
import { draw } from './picture.js';

export interface TreeOptions {
	watch?: boolean;
	all?: boolean;
	json?: boolean;
	svg?: string;
}

export async function showTree(selection: Selection, options: TreeOptions): Promise<void> {
	if (options.watch) {
		if (options.json || options.svg !== undefined)
			throw new CommandFailure('--watch goes with neither --json nor --svg', EXIT.usage);
		const { watchTree } = require('./live.js') as typeof import('./live.js');
		return watchTree(selection);
	}
	const lines = toLines(await look(selection));
	if (options.svg !== undefined) writePicture(options.svg, draw(lines, 'parent-watchdog tree'));
	if (options.json) return console.log(JSON.stringify(toJson(lines, new Date()), null, '\t'));
	if (options.svg !== undefined) return console.log(`The picture is in ${options.svg}.`);
	const { columns } = process.stdout;
	console.log(layOut(lines, paintFor(process.stdout), columns).join('\n'));
}

function writePicture(path: string, picture: string): void {
	try {
		writeFileSync(path, picture);
	} catch (error) {
		throw new CommandFailure(`--svg ${path}: ${(error as Error).message}`);
	}
}
