/** What Linux tells of one process beyond the table: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
import { readFileSync, readlinkSync } from '../../runtime/system.js';

/** Whether it is ours to judge: in our pid namespace, and of our user unless we are root. */
export function canJudge(pid: number): boolean {
	const users = readUsers(pid);
	if (!users || readNamespace(pid) !== readNamespace('self')) return false;
	const ours = process.geteuid?.();
	return ours === 0 || users.real === ours;
}

/** `NSpid` lists its pid in each namespace that it is in, the innermost last. */
export function isInitOfContainer(pid: number): boolean {
	const pids = readStatus(pid, 'NSpid').split(/\s+/);
	return pid === 1 || (pids.length > 1 && pids.at(-1) === '1');
}

export function readUsers(pid: number): { real: number; effective: number } | undefined {
	const [real, effective] = readStatus(pid, 'Uid').split(/\s+/).map(Number);
	return real === undefined || effective === undefined ? undefined : { real, effective };
}

/** Empty where it is gone, or does not have that line. */
function readStatus(pid: number, name: string): string {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'latin1');
		return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
	} catch {
		return '';
	}
}

function readNamespace(pid: number | 'self'): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/ns/pid`);
	} catch {
		return undefined;
	}
}
