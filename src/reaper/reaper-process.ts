/**
 * The reaper: a small process beside a supervisor that reads what it is told until the pipe ends. Where
 * that is not the end of a `close`, the supervisor was killed, and its children and files are left.
 */
import { REAPER } from '../environment.js';
import { env, exit } from '../runtime/system.js';
import { followCredentials } from './credentials.js';
import { reap } from './reap.js';
import { ReaperState } from './reaper-state.js';

const state = new ReaperState();
/** Written by the supervisor before it had anything to say: `<pid>:<start>`. */
const supervisor = env[REAPER] ?? '';
let hasEnded = false;

process.title = 'parent-watchdog reaper';
// Who asks a whole group, session or machine to end asks the supervisor as well, and we go with that one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Whatever fails, what is left to be done is done as far as it can be.
process.on('uncaughtException', end);
process.stdin.setEncoding('utf8').on('data', (text: string) => {
	state.read(text, followCredentials(supervisor));
	if (state.isClosed) exit(0);
});
process.stdin.on('end', end).on('error', end).on('close', end);

function end(): void {
	if (hasEnded) return;
	hasEnded = true;
	followCredentials(supervisor);
	reap(state).then(
		() => exit(0),
		() => exit(1),
	);
}
