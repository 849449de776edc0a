/** A main thread that is blocked when the parent is killed. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from '../../fixtures/blocking-child.js';
import { fixture } from '../../helpers/fixtures.js';
import { type Behaviour, type Place, readEnd, readWarnings } from '../behaviour.js';
import { startUnder } from '../family.js';

const HOOKS = ['hook started: parent-gone', 'hook ended', 'exit 129'];

/** The end of the record means that the process is gone. */
async function play(place: Place, blocks: Block, options: { detached?: boolean } = {}) {
	const watch = { guard: true, interval: 50, gracePeriod: 2000 };
	const fifo = blocks.includes('pipe') ? createFifo(place) : undefined;
	const tree = startUnder(place, fixture('blocking-child', { blocks, watch, fifo }), options);
	await tree.line(/^blocks/);
	tree.kill('SIGKILL');
	const lines = await readEnd(tree);
	return [...readWarnings(tree), ...lines, 'gone'];
}

/** Nobody writes to it, and its end is held open. */
function createFifo({ t }: Place): string {
	const folder = mkdtempSync(join(tmpdir(), 'platforms-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const path = join(folder, 'fifo');
	execFileSync('mkfifo', [path]);
	const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
	t.after(() => closeSync(descriptor));
	return path;
}

export const guarding: Behaviour[] = [
	{
		name: 'guard: a busy loop is broken, hooks run',
		isQuick: true,
		story: [...HOOKS, 'gone'],
		play: (place) => play(place, 'timer'),
	},
	{
		name: 'guard in a detached child: a busy loop is broken, hooks run',
		story: [...HOOKS, 'gone'],
		play: (place) => play(place, 'timer', { detached: true }),
	},
	{
		name: 'guard: `execSync()` is ended, hooks run',
		story: [...HOOKS, 'gone'],
		play: (place) => play(place, 'execSync'),
	},
	{
		name: 'guard: what cannot be broken (a read of an idle pipe) is killed at the deadline',
		needs: 'sh',
		story: ['gone'],
		play: (place) => play(place, 'read of an idle pipe'),
	},
];
