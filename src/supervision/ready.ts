/** When a child is ready: it says so over its IPC channel, or in its output. */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { checkTimeout } from '../child/stop-event.js';
import { checkNames, checkObject } from '../runtime/checks.js';
import { argumentError, ParentWatchdogError } from '../runtime/errors.js';
import { startFairTimer, within } from '../runtime/timeout.js';
import { awaitClose } from './child-end.js';

/** Matches a line of stdout or stderr, or decides about a message or a line. */
export type ReadyTest = RegExp | string | ((said: unknown) => boolean);

/** Options of `child.ready()`. */
export interface ReadyOptions {
	/** How long it may take, in ms. Default: 30000; Infinity waits as long as the child lives. */
	timeout?: number | undefined;
}

/** How much of a line that does not end is kept, in characters. */
const LONGEST_LINE = 65_536;

/** How long the output of a child that has ended is read on, in ms: others may hold it open for ever. */
const LAST_WORDS = 500;

/**
 * Resolves with the first IPC message or line of output that passes the test; without a test, with the first
 * IPC message. What is read here is there for the program as well.
 *
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` or `ERR_PARENT_WATCHDOG_INVALID_OPTION`
 */
export function awaitReady(
	child: ChildProcess,
	{ name, exited }: { name: string; exited: Promise<number> },
	test?: ReadyTest,
	options: ReadyOptions = {},
): Promise<unknown> {
	checkObject(options);
	checkNames(options, ['timeout']);
	const { timeout = 30_000 } = options;
	checkTimeout('timeout', timeout);
	const accepts = toPredicate(test);
	const streams =
		test === undefined ? [] : [child.stdout, child.stderr].filter((one) => one !== null);
	return new Promise((resolve, reject) => {
		let isSettled = false;
		const settle = (settled: () => void) => {
			isSettled = true;
			stopTimer();
			for (const stop of stops) stop();
			settled();
		};
		const hear = (said: unknown) => {
			if (accepts(said)) settle(() => resolve(said));
		};
		const fail = (why: string, cause?: unknown) => settle(() => reject(notReady(name, why, cause)));
		const stops = [hearMessages(child, hear), ...streams.map((stream) => hearLines(stream, hear))];
		const onDue = () => fail(`said nothing that it waits for within ${timeout} ms`);
		// Time in which we did not run is not taken from the child.
		const stopTimer =
			timeout === Number.POSITIVE_INFINITY ? () => {} : startFairTimer(timeout, onDue);
		exited.then(
			async (code) => {
				// Most often it ends long after it was ready.
				if (isSettled) return;
				// Its end may be heard before what it has said last.
				await within(awaitClose(child, exited), LAST_WORDS);
				fail(`ended first, with exit code ${code}`);
			},
			(cause: Error) => fail(`could not be started: ${cause.message}`, cause),
		);
	});
}

function toPredicate(test: ReadyTest | undefined): (said: unknown) => boolean {
	if (test === undefined) return () => true;
	if (typeof test === 'function') return test;
	if (typeof test === 'string') return (said) => typeof said === 'string' && said.includes(test);
	if (test instanceof RegExp) return (said) => typeof said === 'string' && said.search(test) >= 0;
	throw argumentError('test', 'a regular expression, a string or a function', test);
}

function hearMessages(child: ChildProcess, hear: (said: unknown) => void): () => void {
	child.on('message', hear);
	return () => child.off('message', hear);
}

/** A 'data' listener makes a stream flow; it is left as it was found. */
function hearLines(stream: Readable, hear: (said: unknown) => void): () => void {
	const wasFlowing = stream.readableFlowing;
	let rest = '';
	const onData = (chunk: Buffer | string) => {
		const lines = (rest + String(chunk)).split('\n');
		rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
		for (const line of lines) hear(line.replace(/\r$/, ''));
	};
	stream.on('data', onData);
	return () => {
		stream.off('data', onData);
		// What comes from now on must not fill the pipe of a child that nobody reads.
		if (wasFlowing === false) stream.pause();
	};
}

function notReady(name: string, why: string, cause: unknown): Error {
	const message = `${name} is not ready: it ${why}`;
	return new ParentWatchdogError('ERR_PARENT_WATCHDOG_NOT_READY', message, { cause });
}
