/** The live tree as a person has set it: what is selected, folded, how it is sorted, and what is asked. */
import { toPlain } from '../common/plain-text.js';
import type { TreeNode } from './forest.js';
import { type TreeLine, toLines } from './lines.js';
import { keyOf } from './recent-usage.js';

/** What a key asks for, beyond another view. */
export type Request =
	| { type: 'quit' }
	| { type: 'suspend' }
	| { type: 'signal'; node: TreeNode; signal: 'SIGTERM' | 'SIGKILL' };

export interface Key {
	name?: string | undefined;
	sequence?: string | undefined;
	ctrl?: boolean | undefined;
}

const ORDERS = ['pid', 'cpu', 'memory', 'uptime'] as const;

export class TreeView {
	order: (typeof ORDERS)[number] = 'pid';
	lines: readonly TreeLine[] = [];
	/** Which line is selected. */
	selected = 0;
	/** Whose end is asked about. */
	asked: TreeNode | undefined;
	message = '';
	#roots: readonly TreeNode[] = [];
	readonly #folded = new Set<string>();

	get current(): TreeNode | undefined {
		return this.lines[this.selected]?.node;
	}

	/** The selected process stays so, wherever it is by now. */
	update(roots: readonly TreeNode[] = this.#roots): void {
		const key = this.current && keyOf(this.current);
		this.#roots = roots;
		this.lines = toLines(this.#sort(roots), (node) => this.#folded.has(keyOf(node)));
		const index = this.lines.findIndex(({ node }) => keyOf(node) === key);
		this.#select(index >= 0 ? index : this.selected);
	}

	press(key: Key, page: number): Request | undefined {
		if (key.ctrl && key.name === 'c') return { type: 'quit' };
		if (key.ctrl && key.name === 'z') return { type: 'suspend' };
		if (this.asked) return this.#answer(this.asked, key);
		this.message = '';
		if (key.name === 'q' || key.name === 'escape') return { type: 'quit' };
		this.#move(key, page);
		return undefined;
	}

	#answer(node: TreeNode, { sequence }: Key): Request | undefined {
		this.asked = undefined;
		if (sequence === 'y') return { type: 'signal', node, signal: 'SIGTERM' };
		if (sequence === 'K') return { type: 'signal', node, signal: 'SIGKILL' };
		this.message = `${node.process.pid} is left alone.`;
		return undefined;
	}

	#move({ name }: Key, page: number): void {
		const { current } = this;
		if (name === 'up') this.#select(this.selected - 1);
		else if (name === 'down') this.#select(this.selected + 1);
		else if (name === 'pageup') this.#select(this.selected - page);
		else if (name === 'pagedown') this.#select(this.selected + page);
		else if (name === 'home') this.#select(0);
		else if (name === 'end') this.#select(this.lines.length);
		else if (name === 's') this.#changeOrder();
		else if (name === 'k') this.asked = current;
		else if (current && name === 'left') this.#fold(current, true);
		else if (current && name === 'right') this.#fold(current, false);
		else if (current && name === 'space') this.#fold(current, !this.#folded.has(keyOf(current)));
	}

	#select(index: number): void {
		this.selected = Math.max(0, Math.min(this.lines.length - 1, index));
	}

	#fold(node: TreeNode, isFolded: boolean): void {
		if (isFolded && node.children.length > 0) this.#folded.add(keyOf(node));
		else this.#folded.delete(keyOf(node));
		this.update();
	}

	#changeOrder(): void {
		this.order = ORDERS[(ORDERS.indexOf(this.order) + 1) % ORDERS.length] ?? 'pid';
		this.update();
	}

	/** Among siblings, the greatest first; but pids from the lowest. */
	#sort(nodes: readonly TreeNode[]): TreeNode[] {
		const sorted = [...nodes].sort((a, b) => this.#rank(b) - this.#rank(a));
		return sorted.map((node) => ({ ...node, children: this.#sort(node.children) }));
	}

	#rank({ process, usage }: TreeNode): number {
		if (this.order === 'pid') return -process.pid;
		if (this.order === 'uptime') return usage?.elapsed ?? 0;
		return usage?.[this.order] ?? 0;
	}
}

export function nameOf({ process }: TreeNode): string {
	return `${process.pid} (${toPlain(process.name)})`;
}
