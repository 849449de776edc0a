import { closeEntry, type ExecutorReport, FORCE_TIME } from './closing.js';
import { createEntry, type UseOptions } from './entry.js';

/** How long it may take where nobody says, in ms. */
const TIMEOUT = 3000;

/** See the public function of that name. */
export async function closeGracefully<T extends object>(
	executor: T,
	options?: UseOptions<T>,
): Promise<ExecutorReport> {
	const entry = createEntry(executor, options as UseOptions | undefined);
	const { timeout = TIMEOUT } = entry;
	const unwatch = entry.kind.watch?.(() => {});
	try {
		return await closeEntry({ ...entry, timeout }, timeout + FORCE_TIME);
	} finally {
		unwatch?.();
	}
}
