/** A program in environment variables, each short enough for Windows: 32,767 characters at most. */
import { REAPER } from '../environment.js';

const MOST = 30_000;

export function writeProgram(env: NodeJS.ProcessEnv, program: string): void {
	for (let at = 0; at < program.length; at += MOST) {
		env[nameOf(at / MOST)] = program.slice(at, at + MOST);
	}
}

/** No program that it starts has to carry it along. */
export function takeProgram(env: NodeJS.ProcessEnv): string {
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
