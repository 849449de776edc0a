/** Hostile cases: situations in which a plain watch leaves an orphan, or ends a child whose parent lives. */
import { spawnSync } from 'node:child_process';
import type { Situation } from '../harness/family.js';
import type { Contender } from '../harness/peers.js';

export interface Case {
	title: string;
	situation: Situation;
	/** What the parent goes through before it is killed. */
	trial?: 'stopped' | 'disconnect';
	/** Whether a contender can be put into it. */
	fits?(contender: Contender): boolean;
	/** Whether it is right that the child lives on. */
	mayLive?(contender: Contender): boolean;
	/** Runs where the case is possible. */
	needs?: readonly string[];
}

/** Starts a command, keeps nothing of it open, and goes on. */
const stage = (then: string) => ['bash', '-c', `"$@" <&0 & exec 1>&- 3>&-; ${then}`, 'bash'];
/** It becomes a program that never waits for its children. */
const NEVER_REAPING = stage('exec sleep 300');
/**
 * Pid 1 of a pid namespace with that on /proc, which starts a command and goes on. Only the command keeps
 * its descriptors; all end with the bash outside.
 */
const inNamespace = (proc: string, then: string) => [
	...['unshare', '--pid', '--mount', 'bash', '-c'],
	`setpriv --pdeathsig KILL bash -c '
		mount ${proc} /proc || exit
		"$@" <&0 & exec 1>&- 3>&-; ${then}' bash "$@" <&0 & exec 1>&- 3>&-; wait`,
	'bash',
];
const REAPING = 'wait; sleep 300';
/** Once the parent has been reaped, another process gets its pid. */
const REUSING = `victim=$!; wait $victim
		for attempt in 1 2 3 4 5 6 7 8 9; do
			echo $((victim - 1)) > /proc/sys/kernel/ns_last_pid
			sleep 300 &
			[ $! = $victim ] && break
		done; wait`;
const PLAIN_PROC = '-t proc proc';
const NO_PROC = '-t tmpfs none';
const HIDING_PROC = '-t proc -o hidepid=2 proc';
/** What the child in a namespace of its own runs in. */
const AS_PID_1 = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** prctl(2): PR_SET_CHILD_SUBREAPER is 36. */
const SUBREAPER = [
	'python3',
	'-c',
	`
import ctypes, os, subprocess, sys
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
subprocess.Popen(sys.argv[1:], close_fds=False)
os.close(1); os.close(3)
try:
    while True: os.wait()
except ChildProcessError: pass
`,
];
const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
/** Says by which pid it can be ended from outside. */
const TELLING = ['sh', '-c', 'echo "outer $$" >&$' + '{RECORD:-3}; exec "$@"', 'sh'];

const NODE = [process.execPath, __filename];
const isNode = ({ peer }: Contender) => peer.parent === undefined;
const hasOwnOutput = ({ peer }: Contender) => peer.env?.RECORD !== '1';
const hasChannel = ({ id }: Contender) =>
	['ours-ipc', 'ours-guard', 'ours-guard-quick', 'bare-disconnect', 'cluster'].includes(id);
/** In another namespace that pid is nobody's. */
const namesPid = ({ id }: Contender) =>
	['ours-named', 'native-watchdog', 'vscode-languageserver'].includes(id);
/** The loop is the child's own; what is blocked in read() has no loop to block. */
const canBeBusy = ({ id }: Contender) => id !== 'blocking-read' && id !== 'python-loky';

export const CASES: Record<string, Case> = {
	plain: { title: 'none: the parent is killed', situation: {} },
	zombie: {
		title: 'it stays a zombie',
		situation: { aroundParent: NEVER_REAPING },
		needs: ['bash', '-c', ':'],
	},
	reused: {
		title: 'its pid is used again at once',
		situation: { aroundParent: inNamespace(PLAIN_PROC, REUSING) },
		needs: inNamespace(PLAIN_PROC, ':'),
	},
	ppid0: {
		title: 'the child is in a pid namespace of its own (ppid 0)',
		situation: { aroundChild: [...TELLING, ...AS_PID_1] },
		fits: (contender) => isNode(contender) && !namesPid(contender),
		needs: [...AS_PID_1, 'true'],
	},
	subreaper: {
		title: 'a subreaper adopts the orphan',
		situation: { aroundParent: SUBREAPER },
		needs: ['python3', '-c', ''],
	},
	eperm: {
		title: 'the child is another user (EPERM)',
		situation: { aroundChild: AS_NOBODY },
		fits: isNode,
		needs: [...AS_NOBODY, ...NODE],
	},
	stopped: { title: 'it is stopped for a while before', situation: {}, trial: 'stopped' },
	early: {
		title: 'it dies before the child has loaded',
		situation: { diesAtOnce: true },
		fits: isNode,
	},
	disconnect: {
		title: 'it closes the channel on purpose before',
		situation: {},
		trial: 'disconnect',
		fits: hasChannel,
	},
	blocked: {
		title: 'the child is in an endless loop',
		situation: { child: 'busy' },
		fits: canBeBusy,
	},
	epipe: {
		title: 'the cleanup writes to stdout, a pipe to the parent',
		situation: { child: 'logging' },
		fits: (contender) => isNode(contender) && hasOwnOutput(contender),
	},
	detached: {
		title: 'the child was started with `detached`',
		situation: { detached: true },
		fits: (contender) => isNode(contender) && contender.id !== 'foreground-child',
		// Who only preloads has not asked for a watch: such a child was told to live on.
		mayLive: ({ id }) => id === 'ours-poll' || id === 'ours-poll-250',
	},
	hidepid: {
		title: 'the child is another user, and /proc has hidepid',
		situation: {
			aroundParent: inNamespace(HIDING_PROC, REAPING),
			aroundChild: AS_NOBODY,
		},
		fits: isNode,
		needs: [...AS_NOBODY, ...NODE],
	},
	noProc: {
		title: 'there is no /proc',
		situation: { aroundParent: inNamespace(NO_PROC, REAPING) },
		needs: inNamespace(NO_PROC, ':'),
	},
};

/** Which cases the system refuses, each with what it was asked. */
export function findImpossible(): string[] {
	return Object.keys(CASES).filter((name) => {
		const [command, ...args] = CASES[name]?.needs ?? ['true'];
		return spawnSync(command as string, args, { stdio: 'ignore' }).status !== 0;
	});
}
