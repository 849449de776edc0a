/** The line of `--report`, as `why` reads it. */
import { appendReport } from '../../shutdown/append-report.js';
import type { Cause, End, Words } from './program.js';

/** `since` is when it was asked to end, in ms since the epoch. */
export function reportEnd(
	path: string,
	words: Words,
	pid: number,
	{ cause, end, since }: { cause: Cause; end: End; since: number },
): void {
	const at = Date.now();
	const status = end.signal ?? `exit ${end.code}`;
	appendReport(path, () => ({
		time: new Date(at).toISOString(),
		pid,
		// Without its arguments, which may be secrets.
		program: words[0] ?? '',
		reason: describe(cause, end),
		startedAt: since,
		duration: at - since,
		hooks: [],
		end: status,
		resources: [],
	}));
}

function describe(cause: Cause, { code, signal }: End) {
	switch (cause.type) {
		case 'parent-gone': {
			const message = `the parent (pid ${cause.pid}) of its parent-watchdog run is gone`;
			return { type: cause.type, message, parentPid: cause.pid, detectedBy: 'poll' };
		}
		case 'stdin-end':
			return { type: cause.type, message: 'its input has ended, and it has not' };
		case 'ctrl-c':
			return { type: 'interrupt', message: 'Ctrl+C was pressed a second time' };
		case 'exit':
			return signal
				? { type: 'signal', message: `ended by ${signal}`, signal }
				: { type: 'exit', message: `ended by itself with code ${code}`, exitCode: code ?? 0 };
	}
}
