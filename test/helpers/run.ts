/**
 * Runs the compiled tests under a pid 1 of their own that reaps orphans at once, where the system allows
 * it: elsewhere pid 1 may reap late, and what is gone would seem to be there. Arguments name test files
 * (parts of their paths); with none, all run.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '..');
const wanted = process.argv.slice(2);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.test.js'))
	.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
	.map((file) => relative(process.cwd(), join(root, file)))
	.sort();
if (files.length === 0) {
	console.error(`no test file matches ${wanted.join(', ')}`);
	process.exit(1);
}

const node = [process.execPath, '--test', '--test-concurrency=2', '--test-reporter=spec', ...files];
const isolation = ['--pid', '--fork', '--kill-child', '--mount-proc'];
const canUnshare = spawnSync('unshare', [...isolation, 'true'], { stdio: 'ignore' }).status === 0;
if (!canUnshare) console.error('unshare is refused: running under the pid 1 of this machine');
const [command, ...args] = canUnshare
	? ['unshare', ...isolation, 'bash', '-c', '"$@"; exit $?', 'bash', ...node]
	: node;
const env: NodeJS.ProcessEnv = { ...process.env };
// What a developer's shell may have set must not decide what is tested.
for (const name of Object.keys(env)) {
	if (name.startsWith('PARENT_WATCHDOG') || name === 'NODE_OPTIONS' || name === 'NODE_DEBUG') {
		delete env[name];
	}
}
const { status, signal } = spawnSync(command as string, args, { stdio: 'inherit', env });
if (signal) console.error(`the tests were ended by ${signal}`);
process.exitCode = status ?? 1;
