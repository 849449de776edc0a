/** One trial: an application is started, one of its processes is killed, and the rest is watched. */
import type { ProcessIdentity } from '../../processes/identity.js';

export interface VerifyOptions {
	kill: NodeJS.Signals;
	/** In ms. */
	after?: number;
	ready?: string;
	port?: number;
	/** How long the rest may take to end, in ms. */
	timeout: number;
	/** How long the application may take to be up, in ms. */
	startTimeout: number;
	runs: number;
	json?: true;
	svg?: string;
	withPreload?: true;
	everyProcess?: true;
}

/** A process of the application. Times are in ms since the kill, so that those before it are negative. */
export interface Seen extends ProcessIdentity {
	/** Of its parent, when it was seen first. */
	ppid: number;
	depth: number;
	name: string;
	/** The names from the top down, `npm > sh -c > node server.js`. */
	path: string;
	command: string;
	/** Told to outlive its parent: it leads a session of its own. */
	isDetached: boolean;
	seenAt: number;
	/** `undefined` for one that has not ended in time. */
	endedAt: number | undefined;
	/** Whether the kill was to end it: it descends from who was killed, or was it. */
	isExpected: boolean;
	noticed: Notice | undefined;
	/** On which it still listened when the time was up. */
	ports: readonly number[];
}

/** By what a process learnt that its parent was gone. */
export interface Notice {
	by: string;
	/** Its own report says so; else it is what could have told it. */
	isCertain: boolean;
}

export interface Leftovers {
	/** In the folder for temporary files, which was a new one, and elsewhere what the processes had open. */
	files: readonly string[];
	sockets: readonly string[];
	/** Shared memory: files in `/dev/shm`, and `System V segment 4711`. */
	sharedMemory: readonly string[];
}

export interface Trial {
	/** Whether the preload was in NODE_OPTIONS. */
	withPreload: boolean;
	/** Who was killed, by the path of names. */
	victim: string;
	/** Why it could not be judged; then there is nothing else. */
	problem: string | undefined;
	processes: readonly Seen[];
	leftovers: Leftovers;
}

/** Those that should have ended with their parent, and have not. */
export function survivorsOf({ processes }: Trial): Seen[] {
	return processes.filter(({ isExpected, endedAt }) => isExpected && endedAt === undefined);
}
