/** The tree that goes on being shown, until a key ends it. */
import { setTimeout as delay } from 'node:timers/promises';
import { signalProcess } from '../../processes/identity.js';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';
import { paintFor } from '../common/paint.js';
import type { Selection } from './forest.js';
import { drawFrame, pageOf, type Size } from './frame.js';
import { look } from './look.js';
import { RecentUsage } from './recent-usage.js';
import { Screen } from './screen.js';
import { type Key, nameOf, type Request, TreeView } from './view.js';

/** Between two looks, in ms. */
const PAUSE = 1000;

/** @throws CommandFailure where there is no terminal, and no process of that pid (any more) */
export async function watchTree(selection: Selection): Promise<void> {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		const message = '--watch needs a terminal: leave it out, or take --json for a program';
		throw new CommandFailure(message, EXIT.usage);
	}
	const view = new TreeView();
	const recent = new RecentUsage();
	const quit = new AbortController();
	const update = async () => {
		const roots = await look(selection);
		recent.apply(roots);
		view.update(roots);
	};
	// What is wrong is said before the screen is another one.
	await update();
	const show = () => screen.show(drawFrame(view, sizeOf(process.stdout), paintFor(process.stdout)));
	const screen = new Screen((key) => onKey(key), show);
	const onKey = (key: Key) => {
		const request = view.press(key, pageOf(sizeOf(process.stdout)));
		if (request) carryOut(request, view, screen, quit);
		if (!quit.signal.aborted) show();
	};
	try {
		while (!quit.signal.aborted) {
			show();
			await delay(PAUSE, undefined, { signal: quit.signal }).catch(() => {});
			if (!quit.signal.aborted) await update();
		}
	} finally {
		screen.leave();
	}
}

function carryOut(request: Request, view: TreeView, screen: Screen, quit: AbortController): void {
	if (request.type === 'quit') return quit.abort();
	if (request.type === 'suspend') return screen.suspend();
	const { node, signal } = request;
	// Its identity is looked at again right before.
	const isSent = signalProcess(node.process, signal);
	view.message = isSent
		? `${signal} was sent to ${nameOf(node)}.`
		: `${nameOf(node)} was not signalled: it is gone, or not ours to end.`;
}

function sizeOf({ rows = 24, columns = 80 }: NodeJS.WriteStream): Size {
	return { rows, columns };
}
