/** Node's permission model: what can be had under it, and what is refused. https://nodejs.org/api/permissions.html */
import { dirname, join } from 'node:path';
import { type Fixture, fixture, fixturePath, register } from '../../helpers/fixtures.js';
import { start, type Variables } from '../../helpers/start.js';
import { startTree } from '../../helpers/tree.js';
import { type Behaviour, type Place, readEnd, readWarnings } from '../behaviour.js';

const root = dirname(dirname(register));
const tests = join(root, 'build', 'test');
const HOOKS = ['hook started: parent-gone', 'hook ended', 'exit 129'];

/** Node with the model, which may read that and nothing else. */
function words({ runtime }: Place, read: string, ...more: readonly string[]): string[] {
	const flag = runtime.version.startsWith('20.') ? '--experimental-permission' : '--permission';
	return [...runtime.command, flag, `--allow-fs-read=${read}`, ...more];
}

/** Under a parent that is killed once it is ready. */
async function orphan(
	place: Place,
	command: readonly string[],
	variables: Variables = {},
	when = /^ready/,
) {
	const tree = start(place.t, fixture('starting-parent', { command }), variables);
	await tree.line(when);
	tree.kill('SIGKILL');
	return { tree, lines: await readEnd(tree) };
}

/** With a guard. */
async function guard(place: Place, blocks: 'nowhere' | 'timer', ...allowed: readonly string[]) {
	const watch = { guard: true, interval: 50, gracePeriod: 2000 };
	const { path, variables } = fixture('blocking-child', { blocks, watch });
	const command = [...words(place, '*', ...allowed), path];
	const when = blocks === 'timer' ? /^blocks/ : /^ready/;
	const { tree, lines } = await orphan(place, command, variables, when);
	return [...readWarnings(tree), ...lines, 'gone'];
}

function superviseUnder(place: Place, child: Fixture | string[], ...allowed: string[]) {
	const [file = '', ...args] = words(place, '*', ...allowed);
	const { path, variables } = fixture('supervision/supervising', { children: [child] });
	const env = { ...process.env, ...variables };
	return startTree(place.t, [file, ...args, path], { stdin: 'pipe', env });
}

const rows: Omit<Behaviour, 'needs'>[] = [
	{
		name: 'only our files may be read: preload, the parent is killed; hooks run',
		isQuick: true,
		story: ['hook started: parent-gone by poll', 'hook ended', 'exit 129'],
		play: async (place) => {
			const preload = ['--require', register, fixturePath('child')];
			return (await orphan(place, words(place, `${root}/*`, ...preload))).lines;
		},
	},
	{
		name: 'no guard without `--allow-worker`: a warning at start; hooks run',
		story: ['warning: ERR_PARENT_WATCHDOG_NO_GUARD', ...HOOKS, 'gone'],
		play: (place) => guard(place, 'nowhere'),
	},
	{
		name: 'guard with `--allow-worker`: a warning at start; a busy loop is killed at the deadline',
		isQuick: true,
		story: ['warning: ERR_PARENT_WATCHDOG_NO_INTERRUPT', 'gone'],
		play: (place) => guard(place, 'timer', '--allow-worker'),
	},
	{
		name: 'guard with `--allow-inspector` as well: a busy loop is broken, hooks run',
		story: [...HOOKS, 'gone'],
		play: (place) => guard(place, 'timer', '--allow-worker', '--allow-inspector'),
	},
	{
		name: 'a supervised child may read its preload; the supervisor is killed, the child exits',
		isQuick: true,
		story: ['exit 129'],
		play: async (place) => {
			const children = [[...words(place, `${tests}/*`), fixturePath('plain-child')]];
			const tree = start(place.t, fixture('supervision/supervising', { children }));
			await tree.times(/^ready/, 2);
			tree.kill('SIGKILL');
			return readEnd(tree);
		},
	},
	{
		name: 'a supervisor with `--allow-child-process`: `stop()` runs the hooks of its children',
		story: ['hook started: signal by SIGTERM', 'hook ended', 'stopped: true, terminate'],
		play: async (place) => {
			const tree = superviseUnder(
				place,
				fixture('child', { watches: true }),
				'--allow-child-process',
			);
			await tree.times(/^ready/, 2);
			tree.root.stdin?.write('stop\n');
			await tree.line(/^stopped/);
			return tree.lines.filter((line) => /^(hook|stopped)/.test(line));
		},
	},
	{
		name: 'a supervisor with `--allow-child-process`, killed: its reaper ends programs',
		isQuick: true,
		story: ['gone'],
		play: async (place) => {
			const program = ['sh', '-c', 'echo ready >&3; exec sleep 60'];
			const tree = superviseUnder(place, program, '--allow-child-process');
			await tree.times(/^ready/, 2);
			tree.kill('SIGKILL');
			await tree.end();
			return ['gone'];
		},
	},
	{
		name: 'a supervisor without `--allow-child-process` is refused its first child',
		story: ['code: ERR_ACCESS_DENIED'],
		play: async (place) => {
			const tree = superviseUnder(place, fixture('child', { watches: true }));
			const { code } = await tree.exit();
			const [refusal = `exit ${code}`] = /code: '?ERR_ACCESS_DENIED/.exec(tree.output.stderr) ?? [];
			return [refusal.replace("'", '')];
		},
	},
	{
		name: 'no report without `--allow-fs-write`; hooks run',
		story: HOOKS.map((line) => line.replace('gone', 'gone by poll')),
		play: async (place) => {
			const PARENT_WATCHDOG_REPORT = join(root, 'build', 'no-report');
			const command = words(place, `${root}/*`, '--require', register, fixturePath('child'));
			return (await orphan(place, command, { PARENT_WATCHDOG_REPORT })).lines;
		},
	},
];

export const permissions: Behaviour[] = rows.map((row) => ({
	...row,
	name: `permission model: ${row.name}`,
	needs: 'sh',
}));
