/** The application under trial: started in a session of its own, known by a mark, ended whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIFELINE, PARENT, SCOPE, VARIABLES } from '../../environment.js';
import { identify } from '../../processes/identity.js';
import { writeSupervision } from '../../processes/supervision.js';
import { endTree, type TreeRoot } from '../../processes/tree.js';
import { Reaper } from '../../reaper/reaper.js';
import { addPreload, isNode } from '../../supervision/preload.js';

/** How long what is left is waited for after SIGKILL, in ms. */
const PATIENCE = 5000;

export interface Application {
	process: ChildProcess;
	root: TreeRoot;
	/** The folder for its temporary files, and the one for reports of the watchdog. */
	temporary: string;
	reports: string;
	/** What it has written to stdout and stderr. */
	output: { text: string };
	/** Ends all that is left of it, and removes its folders. */
	remove(): Promise<void>;
}

/** Should we be killed, the reaper ends it. */
export function startApplication(words: readonly string[], withPreload: boolean): Application {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-verify-')));
	const temporary = mkdtempSync(join(folder, 'tmp-'));
	const reports = join(folder, 'reports');
	const [command = '', ...given] = words;
	let args: readonly string[] = given;
	const env: NodeJS.ProcessEnv = {
		...process.env,
		TMPDIR: temporary,
		TMP: temporary,
		TEMP: temporary,
	};
	const supervisionId = writeSupervision(env, { descriptor: 0, guardLine: undefined });
	// We are not its parent in that sense: it is to behave as without us.
	for (const name of [LIFELINE, PARENT, SCOPE]) delete env[name];
	if (withPreload) {
		args = addPreload(env, { isNode: isNode(command), args }) ?? args;
		env[VARIABLES.report] = reports;
	}
	const reaper = new Reaper({ gracePeriod: 0, onProblem: () => {} });
	reaper.starting(supervisionId);
	const child = spawn(command, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
	const pid = child.pid ?? 0;
	const root = { pid, start: identify(pid) ?? 0, leadsGroup: true, supervisionId };
	reaper.started(supervisionId, { ...root, watches: false, tree: true, grace: 0 });
	const output = { text: '' };
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => {
			output.text = (output.text + text).slice(-LONGEST_OUTPUT);
		});
	}
	child.on('error', () => {});
	const remove = async () => {
		const isLeaderReaped = child.exitCode !== null || child.signalCode !== null;
		await endTree(root, { terminate: 0, kill: PATIENCE, isLeaderReaped });
		await reaper.close();
		for (const stream of [child.stdout, child.stderr]) stream?.destroy();
		rmSync(folder, { recursive: true, force: true });
	};
	return { process: child, root, temporary, reports, output, remove };
}

/** What is kept of it, in characters. */
const LONGEST_OUTPUT = 100_000;
