/** The start of the program, with our terminal or pipes as its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identify } from '../../processes/identity.js';
import { RUN_EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';
import { listInherited } from './descriptors.js';
import type { Plan, Program } from './program.js';
import { listRestorers } from './restorers.js';

/** @throws CommandFailure with the exit status of a shell */
export async function launch({ words, file, env, options }: Plan): Promise<Program> {
	const [command, ...args] = words;
	// Each of them finds the program by the same rules, and calls it by its name.
	const restorers = listRestorers();
	const [first = file, ...rest] = restorers;
	const given = restorers.length > 0 ? [...rest, command, ...args] : args;
	const child = spawn(first, given, {
		...(restorers.length === 0 && { argv0: command }),
		env,
		stdio: [options.stdin ? 'pipe' : 'inherit', 'inherit', 'inherit', ...listInherited()],
	});
	const { pid } = child;
	if (pid === undefined) throw explain(file, (await once(child, 'error'))[0]);
	return { process: child, pid, start: identify(pid) ?? 0 };
}

/** What only the system knows: an interpreter that is missing, a file system without execution. */
function explain(file: string, error: NodeJS.ErrnoException): CommandFailure {
	const status = error.code === 'ENOENT' ? RUN_EXIT.notFound : RUN_EXIT.notExecutable;
	return new CommandFailure(`${file}: cannot be run (${error.code})`, status);
}
