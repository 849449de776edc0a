/** For fixtures: what happens to the process, as lines of the record. Loads nothing of the package. */
import { subscribe } from 'node:diagnostics_channel';
import { record } from './record.js';

/** `verdict: alive by ipc`: what the probes said after a suspicion. */
export function tellVerdicts(): void {
	subscribe('parent-watchdog:verdict', (message) => {
		const { verdict, source } = message as { verdict: string; source: string };
		record(`verdict: ${verdict} by ${source}`);
	});
}

export function tellExit(): void {
	process.on('exit', (code) => record(`exit ${code}`));
}

/** `lived on` after that time: by then a false alarm would have ended the process. */
export function tellThatItLived(ms?: number): NodeJS.Timeout | undefined {
	return ms ? setTimeout(() => record('lived on'), ms) : undefined;
}

/**
 * The last thing that a fixture does, so that whoever reads it knows that the program has run. `nested`, in a
 * pid namespace of its own, its pid must not be killed: out here it is somebody else's.
 */
export function tellReady(nested = false): void {
	record(nested ? `ready as ${process.pid}` : `ready pid=${process.pid}`);
}
