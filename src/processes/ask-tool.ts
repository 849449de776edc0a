/** Asks what runs an outside tool (`ps`, `wmic`), which may hang. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate } from '../runtime/system.js';
import { within } from '../runtime/timeout.js';

/** How long a tool may take, in ms, before its answer counts as unknown. */
const TIMEOUT = 5000;

interface Question {
	tools: ChildProcess[];
	/** Then what is started for it all the same, such as another way to ask, is killed at once. */
	isOver: boolean;
}

const question = new AsyncLocalStorage<Question>();
let open = 0;

/** @throws what `ask` throws, or where there is no answer in time; then its tools are killed */
export async function askTool<T>(ask: () => Promise<T>): Promise<T> {
	const asked: Question = { tools: [], isOver: false };
	if (open++ === 0) subscribe('child_process', noteTool);
	const answer = question.run(asked, ask).finally(() => {
		if (--open > 0) return;
		unsubscribe('child_process', noteTool);
		question.disable();
	});
	const found = await within(
		answer.then((value) => ({ value })),
		TIMEOUT,
		{ isFair: true },
	);
	if (found) return found.value;
	asked.isOver = true;
	for (const tool of asked.tools) release(tool);
	throw Object.assign(new Error(`no answer within ${TIMEOUT} ms`), { code: 'ETIMEDOUT' });
}

/** Node publishes each child process that it creates, before it is started. */
function noteTool(message: unknown): void {
	const { process: tool } = message as { process: ChildProcess };
	const asked = question.getStore();
	asked?.tools.push(tool);
	if (asked?.isOver) setImmediate(() => release(tool));
}

/** It keeps nothing alive any more, though what it has started may hold its pipes. */
function release(tool: ChildProcess): void {
	tool.kill('SIGKILL');
	tool.unref();
	for (const stream of tool.stdio ?? []) stream?.destroy();
}
