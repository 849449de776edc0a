/** By which all that this run has started is known. */
export const MARK = `BENCH_RUN=${process.env.BENCH_RUN ?? `${process.pid}-${Date.now()}`}`;

/** Ours without what a developer's shell may have set for Node or the watchdog. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = { ...process.env, BENCH_RUN: MARK.slice('BENCH_RUN='.length) };
	for (const name of Object.keys(env)) {
		if (name.startsWith('PARENT_WATCHDOG') || name.startsWith('NODE_')) delete env[name];
	}
	return env;
}
