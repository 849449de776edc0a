/**
 * Required by the process of each test file before the file: notes at its end what processor time it and
 * all that it has waited for took. Nothing that it starts is to notice.
 * The last note of a file counts: its worker threads leave theirs before.
 */
import { appendFileSync, readFileSync } from 'node:fs';

const { COSTS } = process.env;
const [, file] = process.argv;
const own = process.execArgv.indexOf(`--require=${__filename}`);
// The runner itself, which has the option `--test`, passes it on.
if (COSTS && file && own >= 0 && !process.execArgv.includes('--test')) {
	process.execArgv.splice(own, 1);
	process.on('exit', () => {
		const seconds = readProcessorTime();
		if (seconds !== undefined) appendFileSync(COSTS, `${seconds.toFixed(2)} ${file}\n`);
	});
}

/** In s, with that of the children that have been waited for: fields 14 to 17, man 5 proc_pid_stat. */
export function readProcessorTime(): number | undefined {
	try {
		const stat = readFileSync('/proc/self/stat', 'latin1');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		// A tick is 10 ms: sysconf(_SC_CLK_TCK) on every Linux that Node runs on.
		return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
	} catch {
		return undefined;
	}
}
