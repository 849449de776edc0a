/** What could tell a process that its parent is gone: looked at before, as afterwards it shows no more. */
import { readFileSync } from 'node:fs';
import { readEnviron, readVariable } from '../../processes/environ.js';
import { readlinkSync } from '../../runtime/system.js';
import type { Report } from '../../shutdown/report.js';
import type { Notice } from './trial.js';

/** The one that most programs would notice. The output of the application is what we read, and go on to. */
export function readClue(pid: number, ofApplication: readonly string[]): string | undefined {
	// Node removes it from its own environment, so that it shows in who got the channel alone.
	if (readVariable(readEnviron(pid), 'NODE_CHANNEL_FD')) return 'its IPC channel';
	const [input = '', ...output] = readPipes(pid);
	if (input !== '') return 'the end of its input';
	const isForOthers = output.some((pipe) => pipe !== '' && !ofApplication.includes(pipe));
	return isForOthers ? 'output that nobody reads' : undefined;
}

/** What its stdin, stdout and stderr are, where they are pipes; Node makes them of sockets. */
export function readPipes(pid: number): string[] {
	return [0, 1, 2].map((descriptor) => {
		try {
			const link = readlinkSync(`/proc/${pid}/fd/${descriptor}`);
			return /^(pipe|socket):/.test(link) ? link : '';
		} catch {
			return '';
		}
	});
}

/** By pid: what the reports of the watchdog say. */
export function readNotices(path: string): Map<number, Notice> {
	const notices = new Map<number, Notice>();
	for (const line of readLines(path)) {
		const report = parse(line);
		const { detectedBy, signal, type } = report?.reason ?? {};
		const by = detectedBy ? `the watchdog, by ${detectedBy}` : `the watchdog: ${signal ?? type}`;
		if (report) notices.set(report.pid, { by, isCertain: true });
	}
	return notices;
}

function readLines(path: string): string[] {
	try {
		return readFileSync(path, 'utf8').split('\n').filter(Boolean);
	} catch {
		// Nobody has written one.
		return [];
	}
}

function parse(line: string): Report | undefined {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
