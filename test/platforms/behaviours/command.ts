/** The command, run by that runtime. */
import { command } from '../../helpers/command.js';
import { startTree } from '../../helpers/tree.js';
import type { Behaviour, Place } from '../behaviour.js';

/** Its stdout is the record, by whatever descriptor that comes. */
const SLEEP = ['sh', '-c', '[ ! -e /dev/fd/3 ] || exec >&3; echo ready pid=$$; exec sleep 60'];
/** A shell, our parent, that waits. */
const PARENT = ['sh', '-c', '"$@"; true', 'sh'];

function start({ t, runtime }: Place, before: readonly string[], program: readonly string[]) {
	const words = [
		...before,
		...runtime.command,
		command,
		'run',
		'--grace',
		'500ms',
		'--',
		...program,
	];
	return startTree(t, words as [string, ...string[]]);
}

export const commands: Behaviour[] = [
	{
		name: '`run`: its parent is killed; so is the program',
		isQuick: true,
		story: ['gone'],
		play: async (place) => {
			const tree = start(place, PARENT, SLEEP);
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			await tree.end();
			return ['gone'];
		},
	},
	{
		name: '`run`: the exit code, and the signal, of the program',
		story: ['7 null', 'null SIGTERM'],
		play: async (place) => {
			const told: string[] = [];
			for (const script of ['exit 7', 'kill $$']) {
				const { code, signal } = await start(place, [], ['sh', '-c', script]).exit();
				told.push(`${code} ${signal}`);
			}
			return told;
		},
	},
];
