import { readFileSync } from '../runtime/system.js';

/**
 * The words of its command line; empty for a kernel thread, a zombie, or who hides from us. A program may
 * write over them (`process.title`), and then there is one word. It is Linux that tells.
 * https://man7.org/linux/man-pages/man5/proc_pid_cmdline.5.html
 */
export function readCommandLine(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
	} catch {
		return [];
	}
}
