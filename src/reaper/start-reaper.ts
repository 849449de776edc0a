import { type ChildProcess, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { REAPER } from '../environment.js';
import { readSelf, readStat } from '../processes/proc.js';
import { embed } from '../runtime/embed.js';
import { findModule } from '../runtime/resolve.js';
import { env, pid, readPpid } from '../runtime/system.js';
import { writeProgram } from './program-variables.js';

const BOOT = embed(require.resolve('./reaper-boot.js'));
const PROGRAM = embed(require.resolve('./reaper-process.js'));

/**
 * Starts the helper process, which keeps nothing alive and holds nothing of ours but one end of a pipe.
 *
 * @throws where there is none to be had
 */
export function startReaper(): ChildProcess {
	if (isReaper()) throw new Error('this process was started as a reaper itself');
	if (isSingleExecutable()) throw new Error('a single executable cannot run another file');
	const child = spawn(process.execPath, ['-e', BOOT, nameFile()], {
		// A session of its own, which neither the terminal nor a signal to our group reaches.
		detached: true,
		cwd: parse(process.execPath).root,
		env: createEnvironment(),
		stdio: ['pipe', 'ignore', 'ignore'],
		windowsHide: true,
	});
	// EPIPE, once it has ended: that is told by its exit.
	child.stdin?.on('error', () => {});
	child.unref();
	(child.stdin as { unref?: () => void } | null)?.unref?.();
	return child;
}

/** What the program takes for its own file: on Windows ps-list starts a program that lies beside it. */
function nameFile(): string {
	return findModule('ps-list') ?? 'parent-watchdog-reaper';
}

/** What tells Node, Bun or us what to load and to do is meant for the program. */
function createEnvironment(): NodeJS.ProcessEnv {
	const kept = Object.entries(env).filter(([name]) => !/^(NODE_|BUN_|PARENT_WATCHDOG)/.test(name));
	const own: NodeJS.ProcessEnv = { [REAPER]: `${pid}:${readSelf().start}` };
	writeProgram(own, PROGRAM);
	// Without it, Electron would start the whole application: https://www.electronjs.org/docs/latest/api/environment-variables
	if (process.versions.electron) own.ELECTRON_RUN_AS_NODE = '1';
	return { ...Object.fromEntries(kept), ...own };
}

/** What our parent has named so, not what anybody has written into our environment. */
function isReaper(): boolean {
	const ppid = readPpid() ?? 0;
	const claim = env[REAPER];
	if (claim === undefined) return false;
	return readSelf().hasProc
		? claim === `${ppid}:${readStat(ppid)?.start}`
		: claim.startsWith(`${ppid}:`);
}

/** There `process.execPath` is the application: https://nodejs.org/api/single-executable-applications.html */
function isSingleExecutable(): boolean {
	try {
		return (require('node:sea') as { isSea: () => boolean }).isSea();
	} catch {
		return false;
	}
}
