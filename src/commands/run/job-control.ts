/** When the program stops, so do we: the shell that has started us takes its terminal back. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isWindows } from '../../runtime/system.js';
import type { StandBy } from './stand-by.js';

/** How long a signal to ourselves may take to stop us, in ms; the time that we are stopped does not count. */
const SOON = 50;

/** SIGCHLD comes for a child that stops as well as for one that ends; it may come at once after the start. */
export function followJobControl(standBy: StandBy): void {
	if (isWindows) return;
	let isStopping = false;
	process.on('SIGCHLD', () => {
		const { pid } = standBy;
		const signal = isStopping || pid === undefined ? undefined : readStopSignal(pid);
		if (!signal) return;
		isStopping = true;
		standBy.stopping();
		stopBy(signal);
		setTimeout(() => {
			isStopping = false;
		}, SOON);
	});
}

/** `undefined` for one that is not stopped. A debugger stops it in another way (`t`), which is its business. */
function readStopSignal(pid: number): NodeJS.Signals | undefined {
	try {
		const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state, ...fields] = line.slice(line.lastIndexOf(')') + 2).split(' ');
		// Field 52, `exit_code`: while it is stopped, the signal that has stopped it (fs/proc/array.c).
		return state === 'T' ? nameOf(Number(fields[48])) : undefined;
	} catch {
		const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
		return stdout?.trim().startsWith('T') ? 'SIGSTOP' : undefined;
	}
}

/** Zero where the kernel does not tell us. */
function nameOf(number: number): NodeJS.Signals {
	const { constants } = require('node:os') as typeof import('node:os');
	const found = Object.entries(constants.signals).find(([, one]) => one === number);
	return (found?.[0] ?? 'SIGSTOP') as NodeJS.Signals;
}

/** By its default action: our own listener is away until we go on. */
function stopBy(signal: NodeJS.Signals): void {
	const listeners = process.listeners(signal);
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
	setTimeout(() => {
		for (const listener of listeners) process.on(signal, listener as NodeJS.SignalsListener);
	}, SOON);
}
