/**
 * What `run` returns, or nothing where it throws. While no descriptor is left, no file can be loaded: the
 * program must not hear of it, and the next poll tries again.
 */
export function attempt<T>(run: () => T, onError?: (error: Error) => void): T | undefined {
	try {
		return run();
	} catch (error) {
		onError?.(error as Error);
		return undefined;
	}
}
