/** What runs us, and what it may do. */
import { type Check, costs, fails, works } from './check.js';

/** `engines` in package.json. */
const OLDEST = 20;

export function checkRuntime(): Check {
	const { bun, deno, node } = process.versions;
	const name = 'runtime';
	const where = `${process.platform} ${process.arch}`;
	if (bun)
		return costs(
			name,
			`Bun ${bun}, ${where}`,
			'It ignores NODE_OPTIONS: preload with BUN_OPTIONS="--preload parent-watchdog/register". A blocked main thread is killed without its hooks.',
		);
	if (deno)
		return costs(
			name,
			`Deno ${deno}, ${where}`,
			'Preload with --preload, for -r means reload. The guard thread cannot break a blocked main thread.',
		);
	if (Number.parseInt(node, 10) < OLDEST)
		return fails(
			name,
			`Node.js ${node}, ${where}`,
			`Node.js ${OLDEST} is the oldest that is supported.`,
		);
	return works(name, `Node.js ${node}, ${where}`);
}

type Permission = { has(scope: string): boolean };

/** Only where it is on: https://nodejs.org/api/permissions.html */
export function checkPermissions(): Check[] {
	const { permission } = process as unknown as { permission?: Permission };
	if (!permission) return [];
	const scopes = {
		'fs.read': 'nothing is known of other processes',
		child: 'ps cannot be asked, and nothing can be supervised',
		worker: 'the option "guard" does nothing',
	};
	const missing = Object.entries(scopes).filter(([scope]) => !permission.has(scope));
	const name = 'permission model';
	if (missing.length === 0) return [works(name, 'on, and all that is needed is allowed')];
	const found = `on, without ${missing.map(([scope]) => scope).join(', ')}`;
	return [costs(name, found, `${missing.map(([, cost]) => cost).join('; ')}.`)];
}
