import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { FromChild } from '../protocol/lifeline.js';
import type { Broadcast } from './broadcast.js';
import { checkSupervisedOptions } from './check-options.js';
import { Child } from './child.js';
import type { ChildLine } from './child-line.js';
import { ChildLines } from './child-lines.js';
import type { SupervisorAnnouncer } from './events.js';
import type { Launch, LaunchOptions } from './launch.js';
import type { SupervisedOptions, SuperviseOptions } from './options.js';
import type { ReaperClient } from './reaper-client.js';
import { mergeSteps } from './stop-times.js';

/** What is to be started: `prepare` makes the options for `run`, which is `spawn()` or `fork()`. */
export interface ChildRequest<Options> {
	command: string;
	options: SupervisedOptions & { detached?: boolean | undefined };
	prepare: (ours: LaunchOptions) => Launch<Options>;
	run: (options: Options, args: readonly string[]) => ChildProcess;
}

export interface StartContext {
	/** What holds for each child that says nothing else. */
	options: SuperviseOptions;
	reaper: ReaperClient;
	announcer: SupervisorAnnouncer;
	broadcast: Omit<Broadcast, 'shared'>;
}

/** @throws what `run` throws */
export function startChild<Options>(
	{ command, options, prepare, run }: ChildRequest<Options>,
	{ options: defaults, reaper, announcer, broadcast }: StartContext,
): Child {
	checkSupervisedOptions(options);
	const steps = mergeSteps(defaults.stop, options.stop);
	const leadsGroup = options.group ?? defaults.group ?? false;
	const launch = prepare({
		preload: options.preload ?? defaults.preload ?? true,
		guard: options.guard ?? defaults.guard,
		group: leadsGroup,
		terminate: steps.terminate || 0,
		lease: defaults.lease?.id,
	});
	const { supervisionId } = launch;
	reaper.starting(launch);
	const process = tryRun(launch, run, reaper);
	const lines = openLines(process, launch, broadcast);
	const child = new Child(process, {
		name: options.name ?? command,
		supervisionId,
		steps,
		leadsGroup: leadsGroup || options.detached === true,
		lines,
		onTerminate: () => reaper.signalled(supervisionId),
		onReady: () => announcer.ready(child),
	});
	reaper.started(child);
	return child;
}

function tryRun<Options>(
	{ options, args, supervisionId }: Launch<Options>,
	run: (options: Options, args: readonly string[]) => ChildProcess,
	reaper: ReaperClient,
): ChildProcess {
	try {
		return run(options, args);
	} catch (error) {
		reaper.ended(supervisionId);
		throw error;
	}
}

function openLines(
	process: ChildProcess,
	{ descriptor, guardLine, isGuarded, watches }: Launch<unknown>,
	broadcast: Omit<Broadcast, 'shared'>,
): ChildLines {
	// Where no descriptor was left, it has none: https://github.com/nodejs/node/blob/main/lib/internal/child_process.js
	const stdio: readonly unknown[] = process.stdio ?? [];
	const lines = new ChildLines({
		pid: process.pid,
		lifeline: (stdio[descriptor] ?? null) as Socket | null,
		guardLine: (stdio[guardLine ?? -1] ?? null) as Socket | null,
		isGuarded,
		watches,
		maxTexts: broadcast.childrenShare,
		onMessage: (message) => answer(broadcast, lines.lifeline, message),
	});
	return lines;
}

function answer(
	broadcast: Omit<Broadcast, 'shared'>,
	line: ChildLine | undefined,
	message: FromChild,
): void {
	if (message.type === 'hello' && line) broadcast.onHello(line, message.pid);
	if (message.type === 'request' && line) broadcast.onRequest(line, message);
}
