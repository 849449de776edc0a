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
		share: 0.15,
		calm: 300,
	},
	polled: {
		title: 'Idle child older than 5 s, told by a poll',
		base: 'bare-kill-0',
		situation: {},
		takesPart: ({ peer }) => peer.hears === 'poll',
		share: 0.09,
		// The pace of ours changes with its age.
		calm: 300,
		calmOf: ({ id }) => (id === 'ours-poll' || id === 'ours-named' ? 5200 : undefined),
		lanes: 20,
	},
	shell: {
		title: 'Behind a shell that survives',
		base: 'bare-disconnect',
		situation: { aroundChild: BEHIND_SHELL },
		takesPart: ({ id, peer }) => peer.hears !== 'nothing' && !isWhole(id),
		share: 0.035,
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
		share: 0.045,
		calm: 0,
		lanes: 2,
	},
	beside: {
		title: 'Idle child, two busy processes beside it',
		base: 'bare-disconnect',
		situation: {},
		takesPart: ({ id, peer }) => (peer.hears === 'push' || peer.hears === 'kernel') && id !== QUICK,
		share: 0.05,
		calm: 300,
		neighbours: 2,
	},
};
