/** What the members of a tree and its player write down, and when. */
export type Happening =
	/** Written by whoever started it; with `shell` the pid is that of the shell. */
	| { what: 'started'; pid: number; shell: boolean }
	/** The program has begun. */
	| { what: 'born'; pid: number; ppid: number }
	/** All its children are started. */
	| { what: 'ready' }
	| { what: 'hook added'; hook: number }
	| { what: 'hook began'; hook: number }
	| { what: 'hook ended'; hook: number }
	| { what: 'disconnects'; child: string }
	| { what: 'blocks' }
	/** It ends by itself, as planned. */
	| { what: 'leaves' }
	| { what: 'shutdown'; type: string; detail: string }
	| { what: 'crash'; error: string }
	| { what: 'end'; how: string }
	| { what: 'exit'; code: number }
	/** By the player. `isLimit`: nothing tells this one that its parent is gone, as documented. */
	| { what: 'killed'; signal: string; isLimit?: boolean };

export type Event = Happening & {
	/** In ms of the monotonic clock, which all processes of a machine share. */
	at: number;
	/** Who. */
	id: string;
};

export function now(): number {
	const [seconds, nanoseconds] = process.hrtime();
	return Math.round(seconds * 1e5 + nanoseconds / 1e4) / 100;
}
