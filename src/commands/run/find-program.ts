/** Which file a command means, and the errors of a shell where there is none that can be run. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter } from 'node:path';
import { isWindows } from '../../runtime/system.js';
import { RUN_EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';

/**
 * As execvp(3) looks for it: https://man7.org/linux/man-pages/man3/exec.3.html
 *
 * @throws CommandFailure with the exit status of a shell, 126 or 127
 */
export function findProgram(command: string): string {
	// There it depends on PATHEXT as well, and libuv knows.
	if (isWindows) return command;
	const places = listPlaces(command);
	const found = places.find(isProgram);
	if (found) return found;
	const there = places.find(isThere);
	if (there) throw new CommandFailure(`${there}: ${explain(there)}`, RUN_EXIT.notExecutable);
	const why = command.includes('/') ? 'no such file' : 'there is no such command in PATH';
	throw new CommandFailure(`${JSON.stringify(command)}: ${why}`, RUN_EXIT.notFound);
}

export function isInPath(command: string): boolean {
	return listPlaces(command).some(isProgram);
}

function listPlaces(command: string): string[] {
	if (command === '') return [];
	if (command.includes('/')) return [command];
	const path = process.env.PATH ?? '/bin:/usr/bin';
	return path.split(delimiter).map((folder) => `${folder || '.'}/${command}`);
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

/** A folder that we may not enter hides whether it is there: execvp(3) says EACCES as well. */
function isThere(path: string): boolean {
	try {
		statSync(path);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EACCES';
	}
}

function explain(path: string): string {
	const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
	return isFolder
		? 'it is a folder, not a program'
		: 'it may not be run (chmod +x makes it executable)';
}
