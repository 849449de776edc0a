/** Hostile cases: situations in which a plain watch leaves an orphan, or ends a child whose parent lives. */
import { spawnSync } from 'node:child_process';
import type { Contender } from '../harness/peers.js';
import type { Situation } from '../harness/situation.js';
import {
	AS_NOBODY,
	AS_PID_1,
	HIDING_PROC,
	inNamespace,
	NEVER_REAPING,
	NO_PROC,
	PLAIN_PROC,
	REAPING,
	REUSING,
	SUBREAPER,
	TELLING,
} from './stages.js';

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
		needs: ['bash', '--norc', '-c', ':'],
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
