import { setTimeout as delay } from 'node:timers/promises';
import { addCleanupHook } from 'parent-watchdog';
import { record } from './record.js';

/** Registers a cleanup hook that takes `ms`; the record tells when it starts and ends. */
export function cleanup(name: string, ms: number, priority = 0): void {
	const hook = async () => {
		record({ event: 'hook-started', name });
		await delay(ms);
		record({ event: 'hook-ended', name });
	};
	addCleanupHook(hook, { name, priority });
	record({ event: 'hook-added', name, priority });
}
