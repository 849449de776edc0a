/** Why a process ended, in one sentence. */
import type { Report } from '../../shutdown/report.js';
import { toPlain } from '../common/plain-text.js';
import { formatDuration } from '../common/units.js';

type Reason = Report['reason'];

export function tellReason(reason: Reason): string {
	const message = toPlain(reason.message);
	switch (reason.type) {
		case 'parent-gone':
			return tellParent(reason, message);
		case 'parent-unreachable':
			return 'The engine of its lease was out of reach for too long.';
		case 'signal':
			return `${toPlain(reason.signal ?? 'A signal')} told it to end.`;
		case 'stop':
			return 'Its supervisor asked it to stop.';
		case 'interrupt':
			return 'Its supervisor interrupted it.';
		case 'exit':
			return `It ended by itself: ${message}.`;
		case 'shutdown':
			return `Its own code ended it: ${message}.`;
		default:
			return `It gave the reason "${message}".`;
	}
}

function tellParent(reason: Reason, message: string): string {
	const { parentPid, detectedBy = '', suspectedAt, decidedAt } = reason;
	if (parentPid === undefined) return `Its parent was gone: ${message}.`;
	const how = SOURCES[detectedBy] ?? `it was noticed by ${toPlain(detectedBy)}`;
	const took =
		suspectedAt === undefined || decidedAt === undefined || decidedAt - suspectedAt < 1
			? ''
			: `, and was sure ${formatDuration(decidedAt - suspectedAt)} later`;
	return `Its parent, pid ${parentPid}, was gone: ${how}${took}.`;
}

const SOURCES: Record<string, string> = {
	load: 'its first look saw that',
	poll: 'a poll saw that',
	ipc: 'it heard the IPC channel close',
	lifeline: 'it heard the lifeline close',
	stdin: 'it heard stdin end',
	epipe: 'nobody read its output any more',
	guard: 'its guard thread noticed',
};
