/** Real orphans, in a pid namespace of their own: what looks for them there, and ends them, sees nobody else. */
import type { TestContext } from 'node:test';
import { fixture } from './fixtures.js';
import { AS_PID_1, inNamespaceOf } from './isolation.js';
import { SUBREAPER } from './python.js';
import { PRELOAD, start } from './start.js';
import type { Tree } from './tree.js';

export interface Orphanage {
	/** The pid there, once the orphan has said it: `orphan 4`. */
	orphan: number;
	tree: Tree;
	/** Runs a command in the namespace. */
	inside: readonly string[];
}

interface OrphanOptions {
	/** Whether its parent has the watchdog, and so is recorded. Default: true. */
	isRecorded?: boolean;
	/** Whether it is started with `detached: true`. */
	isDetached?: boolean;
	/** Whether the parent leads a session, as what is started from a terminal or by a service is in one. */
	inSession?: boolean;
	/** Whether the parent stays. */
	parentLives?: boolean;
}

/** Says who it is, not as `pid=`: out here that number is somebody else's. */
export const ORPHAN = ['sh', '-c', 'echo "orphan $$" >&3; exec sleep 60'];
export const DEAF_ORPHAN = ['sh', '-c', 'trap "" TERM; echo "orphan $$" >&3; exec sleep 60'];
export const ORPHAN_WITH_CHILD = [
	'sh',
	'-c',
	'sleep 60 & echo "below $!" >&3; echo "orphan $$" >&3; wait',
];
export const LISTENING_ORPHAN = [
	'python3',
	'-c',
	`
import os, signal, socket
server = socket.create_server(('127.0.0.1', 0))
os.write(3, f'port {server.getsockname()[1]}\\norphan {os.getpid()}\\n'.encode())
signal.pause()
`,
];
export const NODE_ORPHAN = [
	process.execPath,
	'-e',
	'fs.writeSync(3, "orphan " + process.pid + "\\n"); setInterval(() => {}, 60_000)',
];

/** Keeps pid 1 there once there is nobody else, until the test ends. */
const KEEPING = ['sh', '-c', 'sleep 120 3>&- & exec "$@"', 'sh'];

export async function startOrphan(
	t: TestContext,
	command: readonly string[],
	options: OrphanOptions = {},
): Promise<Orphanage> {
	const { isRecorded = true, isDetached = false, inSession = true, parentLives = false } = options;
	const prefix = [...AS_PID_1, ...SUBREAPER, ...KEEPING, ...(inSession ? ['setsid'] : [])];
	const tree = start(
		t,
		fixture('launcher', { command, detached: isDetached, waitsForStdin: parentLives }),
		{},
		{ prefix, execArgv: isRecorded ? PRELOAD : [] },
	);
	const [, orphan] = await tree.line(/^orphan (\d+)$/);
	const inside = inNamespaceOf(tree.root.pid as number);
	return { orphan: Number(orphan), tree, inside };
}
