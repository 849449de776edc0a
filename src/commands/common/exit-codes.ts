/** What the exit status of each command but `run` means. */
export const EXIT = {
	ok: 0,
	/** The answer is no: there are orphans, a process is not there, something does not work. */
	failed: 1,
	/** A command line that we do not understand, or a question that could not be judged. */
	usage: 2,
} as const;

/** Those of `run` beside its program's own, as `env`, `nohup` and `timeout` of the GNU coreutils have them. */
export const RUN_EXIT = {
	/** `run` itself has failed. */
	own: 125,
	/** The program is there and cannot be run. */
	notExecutable: 126,
	notFound: 127,
} as const;
