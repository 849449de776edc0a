/**
 * Gives the pid of a process to another one at once, inside a pid namespace: there, the next process gets
 * the number after `ns_last_pid`. https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { identify } from '../../src/processes/tree.js';
import { fixture } from './fixtures.js';
import { AS_PID_1 } from './isolation.js';
import { TELLING_SUBREAPER } from './python.js';

/** For a shell: its next process gets that pid. */
export const setNextPid = (pid: string | number) =>
	`echo $((${pid} - 1)) > /proc/sys/kernel/ns_last_pid`;

/**
 * What a shell does for each line of its stdin: `stop 8`, `continue 8`; `die` kills the victim and reaps it;
 * `reuse` then gives its pid to another process (again where a thread was quicker) and records that;
 * `start` lets a command begin that waits for it.
 */
const ORDERS = `
while read order pid; do
	case $order in
		stop) kill -STOP $pid ;;
		continue) kill -CONT $pid ;;
		die) kill -9 $victim; wait $victim ;;
		reuse)
			for attempt in 1 2 3 4 5 6 7 8 9; do
				${setNextPid('victim')}
				sleep 60 3>&- &
				[ $! = $victim ] && echo "pid $victim is in use again" >&3 && break
			done ;;
		start) echo > "$FIFO" ;;
	esac
done`;

const directed = (...lines: string[]) => [
	...AS_PID_1,
	...TELLING_SUBREAPER,
	...['bash', '-c', [...lines, ORDERS].join('\n'), 'bash'],
];

/** Runs a command, which is the victim; its stdin stays open. */
export const AS_VICTIM = directed('"$@" < <(exec sleep 60 3>&-) &', 'victim=$!');

/** Stands for the pid of the victim in the options of a `telling-child`, until the shell knows it. */
export const VICTIM = 999_999_999;

const [options] = Object.keys(fixture('telling-child', {}).variables);

/** Runs a command that watches the victim by its pid, in code; not as a child of the shell, which would reap it. */
export const BESIDE_VICTIM = directed(
	'sleep 60 3>&- &',
	'victim=$!',
	`(${options}="\${${options}/${VICTIM}/$victim}" "$@" < /dev/null &)`,
);

/**
 * A shell that records `waiting` and does so until `start`. It has another process take the pid that its parent had by then, if that
 * is free, and runs the command.
 */
export const BEFORE_ANOTHER = waiting(
	'sleep 60 3>&- &',
	'echo "pid $! was free" >&3',
	'"$@"; exit $?',
);

/** The same, but it is the command's own parent that takes the pid. */
export const BEHIND_ANOTHER = waiting(
	`bash -c 'echo "pid $$ was free" >&3; "$@"; exit $?' bash "$@"; exit $?`,
);

/**
 * Starts a process that gets the pid of one that has ended, from within the namespace; again where another
 * process, or a thread, was quicker. Returns the last one tried.
 */
export function startAgain(pid: number, start: () => ChildProcess): ChildProcess {
	for (let attempt = 1; ; attempt++) {
		writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
		const child = start();
		if (child.pid === pid || attempt === 9) return child;
		child.kill('SIGKILL');
	}
}

/**
 * Waits until a process that starts now has a later start time than that: two that start in the same clock
 * tick would be told apart by nobody.
 */
export async function untilLater(start: number): Promise<void> {
	for (let isLater = false; !isLater; ) {
		const probe = spawn('sleep', ['60'], { stdio: 'ignore' });
		isLater = (identify(probe.pid ?? 0) ?? 0) > start;
		probe.kill('SIGKILL');
		await once(probe, 'exit');
	}
}

function waiting(...lines: string[]): string[] {
	// `$PPID` is the parent that the shell had when it began.
	const script = ['echo waiting >&3', 'read < "$FIFO"', setNextPid('PPID'), ...lines].join('\n');
	return ['bash', '-c', script, 'bash'];
}
