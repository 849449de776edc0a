/** A main thread that is blocked when the parent is killed. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readEnd, readWarnings } from '../behaviour.js';
import { startUnder } from '../family.js';

const HOOKS = ['hook started: parent-gone', 'hook ended', 'exit 129'];

/** The end of the record means that the process is gone. */
async function play(place: Place, BLOCK: string, more: Variables = {}) {
	const WATCH = JSON.stringify({ guard: true, interval: 50, gracePeriod: 2000 });
	const FIFO = BLOCK.includes('pipe') ? createFifo(place) : '';
	const tree = startUnder(place, 'blocking-child', {
		variables: { BLOCK, WATCH, FIFO, ...more },
	});
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
		play: (place) => play(place, 'timer', { DETACHED: '1' }),
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
