/** How much can be known of other processes. */
import { existsSync, readFileSync } from 'node:fs';
import { readSelf } from '../../processes/proc.js';
import { askPsList } from '../../processes/table.js';
import { readUsage } from '../../processes/usage.js';
import { type Check, costs, works } from './check.js';

const isLinux = process.platform === 'linux';

export function checkProc(): Check {
	const name = '/proc';
	if (!isLinux)
		return costs(
			name,
			`is not there on ${process.platform}`,
			'The start time of a watched process that is not the direct parent is looked up with ps or pidusage, every 30 s. "orphans" does nothing, and "tree" does not know who watches whom.',
		);
	const blind =
		'A watched process that is not the direct parent is known by its pid alone, which may be reused. "tree" and "orphans" do nothing.';
	if (!existsSync('/proc/self/stat')) return costs(name, 'is not mounted', blind);
	if (!readSelf().hasProc) return costs(name, 'numbers processes of another pid namespace', blind);
	const hidepid = readHidepid();
	if (hidepid)
		return costs(
			name,
			`is mounted with ${hidepid}`,
			'Other users\' processes are hidden: as a parent they are known by signal 0 alone, and "tree" and "orphans" do not show them.',
		);
	return works(name, 'is there, and shows all processes');
}

/** `hidepid=2`, `hidepid=invisible`; root and the group `gid=` see all the same. */
function readHidepid(): string | undefined {
	if (process.geteuid?.() === 0) return undefined;
	try {
		const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
		const last = mounts.filter((line) => line.split(' ')[4] === '/proc').at(-1) ?? '';
		const [found] = /hidepid=\w+/.exec(last) ?? [];
		return /=(0|off)$/.test(found ?? '') ? undefined : found;
	} catch {
		return undefined;
	}
}

export async function checkPs(): Promise<Check> {
	const name = 'ps';
	if (process.platform === 'win32') return works(name, 'is not needed on Windows');
	try {
		const rows = await askPsList();
		return works(name, `told ps-list of ${rows.length} processes`);
	} catch (error) {
		const found = `ps-list failed: ${firstLine(error)}`;
		if (isLinux)
			return costs(
				name,
				found,
				'/proc is read instead; names are what the command line begins with.',
			);
		return costs(
			name,
			found,
			'Trees cannot be listed or ended, only the processes that were started.',
		);
	}
}

export async function checkPidusage(): Promise<Check> {
	const usage = (await readUsage([process.pid])).get(process.pid);
	const name = 'pidusage';
	if (usage) return works(name, 'told what this process uses');
	return costs(
		name,
		'told nothing',
		'CPU, memory and uptime are not shown, and "orphans" knows no age.',
	);
}

function firstLine(error: unknown): string {
	return String((error as Error).message).split('\n')[0] ?? '';
}
