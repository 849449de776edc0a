import { debug } from '../runtime/diagnostics.js';
import { textOf } from '../runtime/errors.js';
import { exit, kill, pid, reallyExit } from '../runtime/system.js';
import { readExitCode } from './exit-code.js';
import { writeWarning } from './warnings.js';

/**
 * Exits with `code`, or with what the program has set. 'exit' listeners run; if one of them throws, or
 * `process.exit` was replaced, the process ends all the same.
 */
export function exitProcess(code: number | undefined, isHeard: boolean): void {
	try {
		if (code === undefined) exit();
		else exit(code);
	} catch (error) {
		debug('an exit listener failed: %s', error);
		if (isHeard) writeWarning(`an exit listener failed: ${textOf(error)}`);
	}
	try {
		reallyExit(code ?? readExitCode() ?? 0);
	} catch {
		kill(pid, 'SIGKILL');
	}
}
