/** What the kernel lets us do, and where it has put us. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from '../../runtime/system.js';
import { type Check, costs, works } from './check.js';

const run = promisify(execFile);

/** Containers may filter system calls: `Seccomp` in proc_pid_status(5), 2 is a filter. */
export function checkSeccomp(): Check {
	const name = 'seccomp';
	const mode = readStatus('Seccomp') ?? '0';
	const found =
		{ '0': 'no filter', '1': 'the strict mode', '2': 'a filter' }[mode] ?? `mode ${mode}`;
	try {
		process.kill(process.pid, 0);
		return works(name, `${found}, and kill(2) is allowed`);
	} catch (error) {
		return costs(
			name,
			`${found}, and kill(2) is refused: ${errorCode(error)}`,
			'Nobody can be signalled, so supervised children cannot be ended. Whether a process is there is asked of /proc alone.',
		);
	}
}

export function checkNamespace(): Check {
	const name = 'pid namespace';
	if (process.ppid === 0)
		return costs(
			name,
			'our parent is outside of ours',
			'It cannot be asked about. Only its IPC channel, its lifeline or stdin tell that it is gone.',
		);
	const outer = (readStatus('NSpid') ?? '').split(/\s+/).filter(Boolean);
	if (outer.length > 1) return works(name, `we are seen as ${outer.join(' and ')}`);
	return works(
		name,
		process.pid === 1 ? 'we are pid 1' : `our parent, ${process.ppid}, is in ours`,
	);
}

/** https://man7.org/linux/man-pages/man1/prlimit.1.html */
export async function checkPrlimit(): Promise<Check> {
	const name = 'prlimit';
	try {
		await run('prlimit', ['--pid', String(process.pid), '--nofile'], { timeout: 5000 });
		return works(name, 'gives "run" back the limits that it had before Node');
	} catch (error) {
		return costs(
			name,
			errorCode(error) === 'ENOENT' ? 'is not installed' : 'is refused',
			'Under "run", a program has the higher limit of open files that Node sets for itself. Where cores are written, the end by a signal that writes one is told as an exit status.',
		);
	}
}

function readStatus(field: string): string | undefined {
	try {
		const status = readFileSync('/proc/self/status', 'latin1');
		return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(status)?.[1];
	} catch {
		return undefined;
	}
}
