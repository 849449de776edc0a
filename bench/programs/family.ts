/**
 * A parent that starts the children it is told (a JSON list of how each is started) and waits to be
 * killed. All hold the record, a pipe at descriptor 3.
 */
import { fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Child } from '../own/family.js';

const RECORD = 3;
const children = JSON.parse(process.argv[2] as string) as Child[];

for (const { name, program, ipc, execArgv = [], env = {} } of children) {
	const file = join(__dirname, program);
	const options = { env: { ...process.env, ...env, NAME: name } };
	if (ipc) {
		fork(file, { ...options, execArgv, stdio: ['ignore', 'ignore', 'inherit', RECORD, 'ipc'] });
	} else {
		const stdio = ['ignore', 'ignore', 'inherit', RECORD] as const;
		spawn(process.execPath, [...execArgv, file], { ...options, stdio: [...stdio] });
	}
}
setInterval(() => {}, 60_000);
