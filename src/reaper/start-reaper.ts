import { type ChildProcess, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { REAPER } from '../environment.js';
import { readSelf } from '../processes/proc.js';
import { embed } from '../runtime/embed.js';
import { findModule } from '../runtime/resolve.js';
import { env, pid } from '../runtime/system.js';
import { isInPlaceOfReaper } from './place.js';
import { writeProgram } from './program-variables.js';
import { isSingleExecutable, writeBootFile } from './single-executable.js';

const BOOT = embed(require.resolve('./reaper-boot.js'));
const PROGRAM = embed(require.resolve('./reaper-process.js'));

/**
 * Starts the helper process, which keeps nothing alive and holds nothing of ours but one end of a pipe.
 *
 * @throws where there is none to be had
 */
export function startReaper(): ChildProcess {
	if (isInPlaceOfReaper()) throw new Error('this process was started as a reaper itself');
	const boot = isSingleExecutable() ? writeBootFile() : undefined;
	const child = spawn(process.execPath, boot?.args ?? ['-e', BOOT, nameFile()], {
		// A session of its own, which neither the terminal nor a signal to our group reaches.
		detached: true,
		cwd: parse(process.execPath).root,
		env: { ...createEnvironment(), ...boot?.env },
		stdio: ['pipe', 'ignore', 'ignore'],
		windowsHide: true,
	});
	// EPIPE, once it has ended: that is told by its exit.
	child.stdin?.on('error', () => {});
	if (boot) child.on('error', boot.remove).on('exit', boot.remove);
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
