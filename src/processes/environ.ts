import { readFileSync } from '../runtime/system.js';

/**
 * The environment that a process was started with, on Linux: what it has set since does not show, and
 * what it writes over that memory (a title of its own) does.
 * https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html
 */
export function readEnviron(pid: number): string {
	try {
		return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
	} catch {
		// It is gone, or another user's.
		return '';
	}
}

/** Whether a variable is there; with `item`, whether that is in the list that is its value. */
export function hasVariable(environ: string, name: string, item?: string): boolean {
	const wanted = `\0${name}=`;
	const at = environ.indexOf(wanted);
	if (at < 0 || item === undefined) return at >= 0;
	const value = environ.slice(at + wanted.length, environ.indexOf('\0', at + 1) >>> 0);
	return value.split(',').includes(item);
}
