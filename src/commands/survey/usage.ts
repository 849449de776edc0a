import { readUsage } from '../../processes/usage.js';
import type { Sighting } from './survey.js';

/** Asks pidusage about those of whom nothing is known yet: all, on other systems than Linux. */
export async function addUsage(rows: readonly Sighting[]): Promise<void> {
	const unknown = rows.filter(({ usage }) => !usage);
	const usage = await readUsage(unknown.map(({ pid }) => pid));
	for (const row of unknown) row.usage = usage.get(row.pid);
}
