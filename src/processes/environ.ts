import { readFileSync } from '../runtime/system.js';

/**
 * The environment that a process was started with, on Linux: what it has set since does not show, and
 * what it writes over that memory (a title of its own) does.
 * https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html
 */
export function readEnviron(pid: number): string {
	try {
		// With this encoding Node reads it in one native call, without a buffer.
		return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
	} catch {
		// It is gone, or another user's.
		return '';
	}
}

/** Its value; of a variable that is there twice, the first one, as getenv(3) finds it. */
export function readVariable(environ: string, name: string): string | undefined {
	const wanted = `\0${name}=`;
	const at = environ.indexOf(wanted);
	return at < 0
		? undefined
		: environ.slice(at + wanted.length, environ.indexOf('\0', at + 1) >>> 0);
}

/** Whether a variable is there; with `item`, whether that is in the list that is its value. */
export function hasVariable(environ: string, name: string, item?: string): boolean {
	const value = readVariable(environ, name);
	return value !== undefined && (item === undefined || value.split(',').includes(item));
}
