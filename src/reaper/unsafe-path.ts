import { realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, parse, relative, resolve, sep } from 'node:path';

/** Folders whose folders belong to the system, to other programs or to users. */
const SYSTEM_FOLDERS = [
	...[
		'/bin',
		'/boot',
		'/dev',
		'/etc',
		'/home',
		'/lib',
		'/lib64',
		'/media',
		'/mnt',
		'/opt',
		'/proc',
	],
	...['/root', '/run', '/sbin', '/srv', '/sys', '/usr', '/var', '/Applications', '/Library'],
	...['/System', '/Users', '/Volumes', '/private'],
	...[
		'C:\\Users',
		'C:\\Windows',
		'C:\\Program Files',
		'C:\\Program Files (x86)',
		'C:\\ProgramData',
	],
];

/** Why a path is too dangerous to be removed, whatever it is there; `undefined` for one that is not. */
export function explainDanger(path: string, kind: string): string | undefined {
	if (!isAbsolute(path)) return 'is not absolute';
	if (path !== resolve(path)) return 'is not in its simplest form';
	const { root } = parse(path);
	if (path === root) return 'is the root';
	if (dirname(path) === root) return 'is right below the root';
	if (holds(path, homedir)) return 'is or holds the home folder';
	if (holds(path, tmpdir)) return 'is or holds the folder for temporary files';
	// On Windows, a path is the same in upper and in lower case.
	const isOfSystem = SYSTEM_FOLDERS.some((folder) => relative(folder, dirname(path)) === '');
	return kind === 'folder' && isOfSystem ? 'is a folder of the system' : undefined;
}

function holds(path: string, find: () => string): boolean {
	try {
		return contains(path, follow(find()));
	} catch {
		// There is no home folder.
		return false;
	}
}

/** Where a folder truly is. */
export function follow(folder: string): string {
	try {
		return realpathSync(folder);
	} catch {
		return resolve(folder);
	}
}

/** Whether `inner` is `outer` or below it. */
export function contains(outer: string, inner: string): boolean {
	const way = relative(outer, inner);
	return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
