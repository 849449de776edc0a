/** The process table, which may be asked for before the command line is understood. */
import { setImmediate } from 'node:timers/promises';
import { listProcesses } from '../../processes/table.js';

let early: ReturnType<typeof listProcesses> | undefined;

/** `ps` takes about as long as the parser takes to load. Resolves once it runs. */
export async function askEarly(): Promise<void> {
	await import('ps-list').catch(() => {});
	early = listProcesses();
	await setImmediate();
}

/** What was asked for early, once. */
export function takeListing(): ReturnType<typeof listProcesses> {
	const listing = early ?? listProcesses();
	early = undefined;
	return listing;
}
