/** Tools that a user may have and we do not need: of exact versions, kept between runs as the runtimes are. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, install } from '../platforms/install.js';

const VERSIONS = {
	pnpm: '10.34.9',
	yarn: '1.22.22',
	tsx: '4.23.15',
	typescript: '5.9.3',
	'dd-trace': '5.132.0',
	'@opentelemetry/auto-instrumentations-node': '0.81.2',
};

export type Tool = keyof typeof VERSIONS;

/** Why one cannot be had, for a test's `skip`; `false` once it is there. */
export function withoutTool(tool: Tool): string | false {
	const place = findPlace(tool);
	if (existsSync(place)) return false;
	// Several tests may bring it at once: it comes to its place as a whole, and the first stays.
	const mine = `${place}-${process.pid}`;
	const problem = install([`${tool}@${VERSIONS[tool]}`], mine);
	try {
		if (problem === undefined) renameSync(mine, place);
	} catch {
		// It is there by now.
	}
	rmSync(mine, { recursive: true, force: true });
	return problem ?? false;
}

/** A file of a tool. */
export function fileOf(tool: Tool, ...parts: readonly string[]): string {
	return join(findPlace(tool), 'node_modules', tool, ...parts);
}

function findPlace(tool: Tool): string {
	return join(folder, `${tool.replace('/', '-')}-${VERSIONS[tool]}`);
}
