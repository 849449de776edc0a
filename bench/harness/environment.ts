/** Ours without what a developer's shell may have set for Node or the watchdog. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
	const env = { ...process.env };
	for (const name of Object.keys(env)) {
		if (name.startsWith('PARENT_WATCHDOG') || name.startsWith('NODE_')) delete env[name];
	}
	return env;
}
