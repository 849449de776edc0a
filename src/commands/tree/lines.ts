/** A forest as lines: one a process, with the strokes that join it to its parent. */
import type { TreeNode } from './forest.js';

export interface TreeLine {
	node: TreeNode;
	depth: number;
	/** `│  ├─ ` */
	strokes: string;
	/** How many processes below it are folded away. */
	folded: number;
}

export type IsFolded = (node: TreeNode) => boolean;

export function toLines(roots: readonly TreeNode[], isFolded: IsFolded = () => false): TreeLine[] {
	return roots.flatMap((root) => branch(root, 0, '', '', isFolded));
}

function branch(
	node: TreeNode,
	depth: number,
	strokes: string,
	indent: string,
	isFolded: IsFolded,
): TreeLine[] {
	const { children } = node;
	if (isFolded(node)) return [{ node, depth, strokes, folded: countBelow(node) }];
	const below = children.flatMap((child, index) => {
		const isLast = index === children.length - 1;
		const [stroke, further] = isLast ? ['└─ ', '   '] : ['├─ ', '│  '];
		return branch(child, depth + 1, indent + stroke, indent + further, isFolded);
	});
	return [{ node, depth, strokes, folded: 0 }, ...below];
}

function countBelow({ children }: TreeNode): number {
	return children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}
