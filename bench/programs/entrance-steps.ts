/** Each makes ready what is not measured, and returns the step that is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FOLDER } from '../harness/load-peer.js';

type Step = () => unknown;
type Api = typeof import('parent-watchdog');
type Supervising = typeof import('parent-watchdog/supervisor');
type Load = (name: string) => Promise<unknown>;

const loadLibrary = (name = 'parent-watchdog') => require(name);

export const STEPS: Record<string, () => Step | Promise<Step>> = {
	'an empty package': () => {
		const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-bench-'));
		const file = join(folder, 'index.js');
		writeFileSync(file, '');
		process.on('exit', () => rmSync(folder, { recursive: true }));
		return () => require(file);
	},
	'parent-watchdog/register': () => () => require('parent-watchdog/register'),
	'parent-watchdog, watchParent() and a hook': () => () => {
		const { watchParent, addCleanupHook } = loadLibrary() as Api;
		watchParent();
		addCleanupHook(() => {});
	},
	'parent-watchdog, guard': () => () => (loadLibrary() as Api).watchParent({ guard: true }),
	'parent-watchdog/supervisor, supervise()': () => () =>
		(require('parent-watchdog/supervisor') as Supervising).supervise(),
	"process.on('disconnect')": () => () => process.on('disconnect', () => {}),
	'native-watchdog, start()': peer('native-watchdog', (loaded) =>
		(loaded as { default: { start(pid: number): void } }).default.start(process.ppid),
	),
	'vscode-languageserver': peer('vscode-languageserver/node'),
	'foreground-child': peer('foreground-child'),
	nozombie: peer('nozombie'),
	workerpool: peer('workerpool'),
	execa: peer('execa'),
	'tree-kill': peer('tree-kill'),
	fkill: peer('fkill'),
	'exit-hook': peer('exit-hook'),
	'close-with-grace': peer('close-with-grace'),
};

function peer(name: string, use: (loaded: unknown) => unknown = () => {}) {
	return async (): Promise<Step> => {
		const file = pathToFileURL(join(FOLDER, 'load.mjs')).href;
		const { load } = (await import(file)) as { load: Load };
		return async () => use(await load(name));
	};
}
