import { isOurs } from '../harness/peers.js';
import type { Scenario } from './detection-rounds.js';

/** It survives its own parent, and ends as the command does. */
const BEHIND_SHELL = ['sh', '-c', '"$@"; exit $?', 'sh'];
/** It differs only while the child is busy. */
const QUICK = 'ours-guard-quick';
/** What has neither a shell between nor a Node parent. */
const isWhole = (id: string) =>
	id.startsWith('python') || id === 'ours-poll-250' || id === 'ours-guard-quick';

export const SCENARIOS: Record<'pushed' | 'polled' | 'shell' | 'busy' | 'beside', Scenario> = {
	pushed: {
		title: 'Idle child, told by a push or by the kernel; and those that hear nothing',
		base: 'bare-disconnect',
		situation: {},
		takesPart: ({ id, peer }) => peer.hears !== 'poll' && id !== QUICK,
		calm: 300,
	},
	polled: {
		title: 'Idle child older than 5 s, told by a poll',
		base: 'bare-kill-0',
		situation: {},
		takesPart: ({ peer }) => peer.hears === 'poll',
		calm: 5200,
		lanes: 16,
	},
	shell: {
		title: 'Behind a shell that survives',
		base: 'bare-disconnect',
		situation: { aroundChild: BEHIND_SHELL },
		takesPart: ({ id, peer }) => peer.hears !== 'nothing' && !isWhole(id),
		calm: 300,
		lanes: 8,
	},
	busy: {
		title: 'Busy child (`for (;;);`)',
		base: 'ours-guard',
		situation: { child: 'busy' },
		// What is blocked in read() cannot be busy.
		takesPart: ({ id }) =>
			(!isOurs(id) || id.startsWith('ours-guard')) &&
			id !== 'blocking-read' &&
			id !== 'python-loky',
		calm: 0,
		lanes: 2,
	},
	beside: {
		title: 'Idle child, two busy processes beside it',
		base: 'bare-disconnect',
		situation: {},
		takesPart: ({ id, peer }) => (peer.hears === 'push' || peer.hears === 'kernel') && id !== QUICK,
		calm: 300,
		neighbours: 2,
	},
};
