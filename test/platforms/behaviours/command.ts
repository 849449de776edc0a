/** The command, run by that runtime; its program is Node. */
import { command } from '../../helpers/command.js';
import { fixture } from '../../helpers/fixtures.js';
import { start } from '../../helpers/start.js';
import { startTree } from '../../helpers/tree.js';
import type { Behaviour, Place } from '../behaviour.js';

function run({ runtime }: Place, script: string): string[] {
	const words = ['run', '--grace', '500ms', '--', process.execPath, '-e', script];
	return [...runtime.command, command, ...words];
}

export const commands: Behaviour[] = [
	{
		name: '`run`: its parent is killed; so is the program',
		isQuick: true,
		story: ['gone'],
		play: async (place) => {
			const command = run(place, 'console.log("ready"); setTimeout(() => {}, 60_000)');
			const tree = start(place.t, fixture('starting-parent', { command }));
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			await tree.end();
			return ['gone'];
		},
	},
	{
		name: '`run`: the exit code of the program',
		story: ['7'],
		play: async (place) => {
			const [file = '', ...args] = run(place, 'process.exit(7)');
			const { code } = await startTree(place.t, [file, ...args]).exit();
			return [String(code)];
		},
	},
	{
		name: '`run`: the signal that ended the program',
		story: ['SIGTERM'],
		play: async (place) => {
			const [file = '', ...args] = run(place, 'process.kill(process.pid)');
			const { code, signal } = await startTree(place.t, [file, ...args]).exit();
			return [String(signal ?? code)];
		},
	},
];
