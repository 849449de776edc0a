/** The processes that are shown, each with its children. */
import type { Usage } from '../../processes/usage.js';
import { CommandFailure } from '../common/failure.js';
import { isKernelThread } from '../survey/facts.js';
import { isRuntime } from '../survey/programs.js';
import type { Sighting, Survey } from '../survey/survey.js';
import { RelationFinder, type Relations } from './relations.js';

export interface TreeNode {
	process: Sighting;
	relations: Relations;
	usage: Usage | undefined;
	children: TreeNode[];
}

export interface Selection {
	/** It and all below it. */
	pid?: number | undefined;
	/** Everybody. Else those that may watch or be watched, with all above and below them. */
	isAll: boolean;
}

/** @throws CommandFailure where there is no process of that pid */
export function growForest(survey: Survey, { pid, isAll }: Selection): TreeNode[] {
	const children = new Map<Sighting | undefined, Sighting[]>();
	for (const row of survey.rows) {
		const parent = survey.parentOf(row);
		const siblings = children.get(parent);
		if (siblings) siblings.push(row);
		else children.set(parent, [row]);
	}
	const finder = new RelationFinder(survey);
	const seen = new Set<Sighting>();
	const grow = (row: Sighting, isBelow: boolean): TreeNode[] => {
		if (seen.has(row) || isLeftOut(row, isAll)) return [];
		seen.add(row);
		const isWanted = isBelow || isInteresting(row);
		const below = (children.get(row) ?? []).flatMap((child) => grow(child, isWanted));
		if (!isWanted && below.length === 0) return [];
		return [{ process: row, relations: finder.find(row), usage: undefined, children: below }];
	};
	if (pid === undefined) return (children.get(undefined) ?? []).flatMap((row) => grow(row, isAll));
	const root = survey.get(pid);
	if (!root) throw new CommandFailure(`there is no process ${pid}`);
	return grow(root, true);
}

/** Ourselves, where nobody asked for us, and the kernel's own threads. */
function isLeftOut({ pid, stat }: Sighting, isAll: boolean): boolean {
	return !isAll && (pid === process.pid || isKernelThread(stat));
}

function isInteresting({ name, marks }: Sighting): boolean {
	const { parent, supervisor, reaperOf, isPreloaded } = marks;
	return isRuntime(name) || isPreloaded || Boolean(parent ?? supervisor ?? reaperOf);
}

export function* walk(nodes: readonly TreeNode[]): Generator<TreeNode> {
	for (const node of nodes) {
		yield node;
		yield* walk(node.children);
	}
}
