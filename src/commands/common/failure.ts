/** A command that cannot do what it was asked: a line for a person, and an exit status. */
import { EXIT } from './exit-codes.js';

export class CommandFailure extends Error {
	/** @param message what is wrong, with the value as it was given, and what to do about it */
	constructor(
		message: string,
		readonly exitCode: number = EXIT.failed,
	) {
		super(message);
	}
}

/** Prints it to stderr and returns the exit status. Anything else that was thrown is a fault of ours. */
export function printFailure(error: unknown): number {
	if (error instanceof CommandFailure) {
		console.error(`parent-watchdog: ${error.message}`);
		return error.exitCode;
	}
	console.error('parent-watchdog: an error of the command itself:', error);
	return EXIT.failed;
}
