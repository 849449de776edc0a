/**
 * The program of the reaper, in its environment: a command line is shown by `ps`, and too short on Windows,
 * and a pipe may not take all of it before we are killed. Each variable is short enough for Windows: 32,767
 * characters at most.
 */
import { compileFunction } from 'node:vm';
import { REAPER } from '../environment.js';

const MOST = 30_000;
/** The file by which a single executable is started, for its removal. */
export const BOOT_FILE = `${REAPER}_PROGRAM_FILE`;

export function writeProgram(env: NodeJS.ProcessEnv, program: string): void {
	for (let at = 0; at < program.length; at += MOST) {
		env[nameOf(at / MOST)] = program.slice(at, at + MOST);
	}
}

/** Runs it as the module `filename`. */
export function runProgram(filename: string, require: NodeJS.Require): void {
	const program = takeProgram(process.env);
	compileFunction(program, ['require', '__filename'], { filename })(require, filename);
}

export function takeBootFile(env: NodeJS.ProcessEnv): string {
	const file = env[BOOT_FILE] ?? '';
	delete env[BOOT_FILE];
	return file;
}

/** No program that it starts has to carry it along. */
function takeProgram(env: NodeJS.ProcessEnv): string {
	let program = '';
	for (let index = 0; env[nameOf(index)] !== undefined; index++) {
		program += env[nameOf(index)];
		delete env[nameOf(index)];
	}
	return program;
}

function nameOf(index: number): string {
	return `${REAPER}_PROGRAM_${index}`;
}
