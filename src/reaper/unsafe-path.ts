/** Which paths are never removed, whoever asks for it. */
import { realpathSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, isAbsolute, parse, relative, resolve, sep } from 'node:path';

/** They belong to the system, with all that is in them. */
const SYSTEM_FOLDERS = [
	...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/libx32', '/proc', '/run'],
	...['/sbin', '/sys', '/usr', '/var', '/Applications', '/Library', '/System', '/private'],
	...['C:\\Windows', 'C:\\Program Files', 'C:\\Program Files (x86)', 'C:\\ProgramData'],
].filter(isAbsolute);
/** What is in these is temporary, or of one user, or (/usr/src/app) a container's application. */
const EXCEPTIONS =
	/^\/(var\/tmp|dev\/shm|run\/user\/\d+|usr\/src\/[^/]+|(private\/)?var\/folders\/[^/]+\/[^/]+|private\/(var\/)?tmp)\/./;
/** Their folders belong to users, devices and other programs. */
const SHARED_FOLDERS = [
	...['/home', '/media', '/mnt', '/opt', '/root', '/srv', '/Users', '/Volumes', 'C:\\Users'],
].filter(isAbsolute);
/** Hidden files of a home hold keys and settings; the cache may be removed at any time. */
const HIDDEN_IN_HOME = /^\.(?!\.?[/\\]|cache[/\\])/;

/** Why a path is too dangerous to be removed, whatever it is there; `undefined` for one that is not. */
export function explainDanger(path: string, kind: string): string | undefined {
	if (!isAbsolute(path)) return 'is not absolute';
	if (path !== resolve(path)) return 'is not in its simplest form';
	const { root } = parse(path);
	if (path === root) return 'is the root';
	if (dirname(path) === root) return 'is right below the root';
	const homes = findHomes(path);
	if (homes.some((home) => contains(path, home))) return 'is or holds the home folder';
	const temporary = findTemporary();
	if (temporary !== undefined && contains(path, temporary)) {
		return 'is or holds the folder for temporary files';
	}
	const isSystem = SYSTEM_FOLDERS.some((folder) => contains(folder, path));
	if (isSystem && !EXCEPTIONS.test(path)) return 'is part of the system';
	if (homes.some((home) => HIDDEN_IN_HOME.test(relative(home, path)))) {
		return 'is hidden in a home folder';
	}
	const isShared = SHARED_FOLDERS.some((folder) => relative(folder, dirname(path)) === '');
	return kind === 'folder' && isShared ? 'is a folder of somebody else' : undefined;
}

/** The folders in which a path may lie where nobody names others: never a home, or the system's. */
export function findDefaultBounds(workingFolder: string | undefined): string[] {
	const folders = [findTemporary(), workingFolder && follow(workingFolder)];
	return folders.flatMap((folder) => (folder && isSafeBound(folder) ? [folder] : []));
}

function isSafeBound(folder: string): boolean {
	const inside = resolve(folder, 'file');
	return explainDanger(inside, 'file') === undefined && !findHomes(inside).includes(folder);
}

/** Ours, by the environment and by the system, and that of whose folder the path lies in. */
function findHomes(path: string): string[] {
	const other = /^\/((home|Users)\/[^/]+|root)(?=\/)/.exec(path)?.[0];
	const homes = [attempt(homedir), attempt(() => userInfo().homedir), other];
	const isHome = (home: string | undefined) => home !== undefined && isAbsolute(home);
	return [...new Set(homes.filter(isHome).map((home) => follow(home as string)))];
}

function findTemporary(): string | undefined {
	const folder = attempt(tmpdir);
	return folder === undefined ? undefined : follow(folder);
}

/** There may be no home folder. */
function attempt(find: () => string): string | undefined {
	try {
		return find();
	} catch {
		return undefined;
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

/** Whether `inner` is `outer` or below it. On Windows upper and lower case are the same. */
export function contains(outer: string, inner: string): boolean {
	const way = relative(outer, inner);
	return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
