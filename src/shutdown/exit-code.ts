/** The exit code that the program has set, as a number; a program may set a text, and null means none. */
export function readExitCode(): number | undefined {
	const { exitCode } = process;
	const code = exitCode === null || exitCode === '' ? Number.NaN : Number(exitCode);
	return Number.isInteger(code) ? code : undefined;
}
