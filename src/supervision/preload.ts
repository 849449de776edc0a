/** The preload of a child: put into its environment where it is there, and that child can read it. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { quotePath } from '../runtime/node-options.js';
import { findPreload } from '../runtime/resolve.js';
import {
	allow,
	areAllowed,
	isSwitchedOn,
	splitNodeOptions,
	takeNodeOptions,
} from './permission-model.js';
import { type ChildUser, canBeReadBy } from './readable-by.js';

export interface PreloadedProgram extends ChildUser {
	/** Whether it is Node, and these are words for it. */
	isNode: boolean;
	args: readonly string[];
}

const NOT_FOUND = 'parent-watchdog/register is not found from this program';

/**
 * Not where it is there already, by its path or by its name. What Node does not find or may not read would end the
 * child at its start: without a preload it runs all the same, and a warning says so.
 *
 * @returns the words for the program, with what it needs to read the preload; `undefined` where it gets none
 */
export function addPreload(
	env: NodeJS.ProcessEnv,
	program: PreloadedProgram,
): readonly string[] | undefined {
	const preload = findPreload();
	const given = env.NODE_OPTIONS ?? '';
	const option = preload && `--require ${quotePath(preload)}`;
	// Whoever names it has seen to it that it is found; what that is, we do not know.
	if (!preload || !option) {
		if (BY_NAME.test(given)) return program.args;
		if (program.isNode) warn(NOT_FOUND);
		return undefined;
	}
	const { args, problem } = findWay(preload, env, program);
	if (problem === undefined) {
		const isThere = given.includes(quotePath(preload)) || BY_NAME.test(given);
		if (!isThere) env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} ${option}`.trim();
		return args;
	}
	if (program.isNode) warn(problem);
	// Also that which is inherited from us, or from a supervisor of ours.
	if (given.includes(option)) env.NODE_OPTIONS = given.replace(option, '').trim();
	return undefined;
}

/** What has to be said besides, or why there is no way. */
function findWay(
	preload: string,
	env: NodeJS.ProcessEnv,
	{ uid, gid, isNode, args }: PreloadedProgram,
): { args: readonly string[]; problem?: string } {
	if (ARCHIVED.test(preload) && !PNP.test(env.NODE_OPTIONS ?? '')) {
		return {
			args,
			problem: `${preload} is read by Yarn's .pnp.cjs alone, which a child does not load`,
		};
	}
	if (!listFiles(preload, uid ?? gid).every((file) => canBeReadBy({ uid, gid }, file))) {
		const isOther = uid !== undefined || gid !== undefined;
		const who = isOther ? `a child with uid ${uid} and gid ${gid}` : 'this program';
		return { args, problem: `${who} cannot read ${preload}` };
	}
	const named = splitNodeOptions(env.NODE_OPTIONS ?? '');
	const options = isNode ? takeNodeOptions(args) : [];
	const all = [...named, ...options];
	const folder = dirname(dirname(preload));
	if (!isSwitchedOn(all) || areAllowed(folder, all)) return { args };
	const option = allow(folder);
	if (!option) return { args, problem: `--allow-fs-read cannot name ${folder}` };
	if (!isSwitchedOn(named)) return { args: [option, ...args] };
	env.NODE_OPTIONS = `${env.NODE_OPTIONS} ${quotePath(option)}`;
	return { args };
}

/** All that the preload may load has the same rights as a rule: only another user is worth a look at each file. */
function listFiles(preload: string, other: number | undefined): string[] {
	if (other === undefined) return [preload];
	const folder = dirname(preload);
	const names = readdirSync(folder).filter((name) => name.endsWith('.js'));
	return names.map((name) => join(folder, name));
}

/** "run" starts any program, and needs no errors of ours until there is one. */
function warn(problem: string): void {
	const { warnOfNoPreload } = require('./no-preload.js') as typeof import('./no-preload.js');
	warnOfNoPreload(problem);
}

/** Paths that Yarn makes up, and what makes Node understand them: https://yarnpkg.com/features/pnp */
const ARCHIVED = /\.zip[\\/]|[\\/]__virtual__[\\/]/;
const PNP = /\.pnp\.c?js/;
const BY_NAME = /(^|[\s="])parent-watchdog\/register(?=["\s]|$)/;

/** Bun does not read `NODE_OPTIONS`, and not all versions of Deno do: such a child will say so. */
export function isNode(command: string): boolean {
	const { bun, deno } = process.versions;
	if (command === process.execPath) return !bun && !deno;
	return /^node(js)?(\.exe)?$/i.test(basename(command));
}
