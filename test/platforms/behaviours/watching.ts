/** A child whose parent is killed, or lives. */
import { fixture } from '../../helpers/fixtures.js';
import { BEHIND_SHELL } from '../../helpers/isolation.js';
import { order, startFamily, type Way } from '../../helpers/promise.js';
import type { Variables } from '../../helpers/start.js';
import { type Behaviour, type Place, readEnd } from '../behaviour.js';
import { startAlone, startUnder } from '../family.js';

const GONE = (source: string) => [
	`hook started: parent-gone by ${source}`,
	'hook ended',
	'exit 129',
];
/** So rare that what is heard at once comes before a poll, in ms. */
const RARE = { PARENT_WATCHDOG_INTERVAL: '3000' };

async function orphan(place: Place, options: Parameters<typeof startUnder>[2]) {
	const tree = startUnder(place, fixture('child'), options);
	await tree.line(/^ready/);
	tree.kill('SIGKILL');
	return readEnd(tree);
}

function family({ t, runtime }: Place, way: Way, variables?: Variables) {
	return startFamily(t, { runtime: runtime.command, watch: {}, lived: 0, ...way }, { variables });
}

export const watching: Behaviour[] = [
	{
		name: 'preload by an option: the parent is killed; hooks run, exit 129',
		isQuick: true,
		story: GONE('poll'),
		play: (place) => orphan(place, { preload: 'by an option' }),
	},
	{
		name: 'preload by a variable (NODE_OPTIONS, in Bun BUN_OPTIONS)',
		story: GONE('poll'),
		play: (place) => orphan(place, { preload: 'by a variable' }),
	},
	{
		name: '`watchParent()`, by polling',
		story: GONE('poll'),
		play: (place) => orphan(place, {}),
	},
	{
		name: '`watchParent()` in a detached child',
		story: GONE('poll'),
		play: (place) => orphan(place, { detached: true }),
	},
	{
		name: '`watchParent()`, by the IPC channel',
		isQuick: true,
		story: GONE('ipc'),
		play: async (place) => {
			const tree = family(place, {}, RARE);
			await tree.line(/^ready/);
			order(tree, 'die');
			return readEnd(tree, /^(hook|exit)/);
		},
	},
	...[
		{ reads: 'now' as const, what: 'that the program reads' },
		{ reads: 'never' as const, what: 'that nobody reads' },
	].map(({ reads, what }) => ({
		name: `option \`stdin\`: the end of one ${what}`,
		story: GONE('stdin'),
		play: async (place: Place) => {
			const watch = { stdin: true, interval: 20 };
			const tree = startAlone(place, fixture('stdin-child', { reads, watch }));
			await tree.line(/^ready/);
			tree.root.stdin?.destroy();
			return readEnd(tree);
		},
	})),
	{
		name: 'a parent behind a shell, named in the environment',
		needs: 'sh',
		story: GONE('poll'),
		play: async (place) => {
			const tree = family(place, { how: 'spawn', through: BEHIND_SHELL, watching: true });
			await tree.line(/^ready/);
			order(tree, 'die');
			return readEnd(tree);
		},
	},
	{
		name: 'a parent that closes the channel and lives: so does the child',
		story: ['verdict: alive by ipc', 'lived on'],
		play: async (place) => {
			const tree = family(place, { lived: 3000 });
			await tree.line(/^ready/);
			order(tree, 'disconnect');
			await tree.line(/^lived on/);
			return tree.lines.filter((line) => !/^ready/.test(line));
		},
	},
];
