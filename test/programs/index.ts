/** The small programs of this folder, and how each is started. */
import type { ChildProcess } from 'node:child_process';
import type { Program } from '../helpers/observed-run.js';

const lines = { text: 'one\ntwo\nthree\n' };
const repl = { text: 'var answer = 6 * 7\nanswer\n(() => { throw new Error("no") })()\n.exit\n' };
const permissions = [
	process.allowedNodeEnvironmentFlags.has('--permission')
		? '--permission'
		: '--experimental-permission',
	'--allow-fs-read=*',
];

export const programs: Record<string, Program> = {
	'nothing to do': { args: ['nothing.js'] },
	'nothing to do, forked': { args: ['nothing.js'], ipc: true },
	'a timer': { args: ['stays.js'] },
	'a timer, forked': { args: ['stays.js'], ipc: true },
	streams: { args: ['streams.js'], stdin: lines },
	'lines of stdin': { args: ['lines.js'], stdin: lines },
	'a program on stdin': { args: ['-'], stdin: { text: 'console.log(__filename, 42)' } },
	'--eval': { args: ['--eval', 'setTimeout(() => console.log(typeof require), 400)'] },
	'--print': { args: ['--print', 'Object.keys(globalThis)'] },
	'the REPL of node': { args: ['--interactive'], stdin: repl },
	'a REPL of its own': { args: ['repl-server.js'], stdin: repl },
	'an ES module': { args: ['es-module.mjs'] },
	'an unsettled top-level await': { args: ['unsettled-await.mjs'] },
	cluster: { args: ['cluster.js'] },
	'a cluster primary that disconnects': { args: ['cluster-abandons.js'] },
	'a worker thread': { args: ['worker-thread.js'] },
	'process.exit() in a worker thread': { args: ['worker-exits.js'] },
	'worker threads that fail': { args: ['worker-fails.js'], env: { SPECIAL: 'no' } },
	'a signal with a listener': { args: ['signal-listener.js'] },
	'a signal without a listener': { args: ['signal-default.js'], parent: on('ready', terminate) },
	'a signal heard once': { args: ['signal-once.js'] },
	'a signal that makes it exit': { args: ['signal-exit.js'] },
	'fake timers': { args: ['fake-timers.js'] },
	'a tampered process': { args: ['tampered-process.js'] },
	'a hostile process': { args: ['hostile-process.js'] },
	'a mocked Date': { args: ['mocked-date.js'] },
	'async hooks': { args: ['async-hooks.js'] },
	AsyncLocalStorage: { args: ['async-storage.js'] },
	'stdin left alone': { args: ['stdin-unread.js'], stdin: 'open' },
	'stdin left alone, ended': { args: ['stdin-unread.js'], stdin: lines },
	'stdin read late': { args: ['stdin-late.js'], stdin: lines },
	'stdin from /dev/null': { args: ['stdin-late.js'] },
	'process.exit(7)': { args: ['exit-with-code.js'] },
	'process.exitCode': { args: ['exit-code-property.js'] },
	'an uncaught exception': { args: ['uncaught-exception.js'] },
	'an unhandled rejection': { args: ['unhandled-rejection.js'] },
	'handled failures': { args: ['handled-failures.js'] },
	'an exit listener that throws': { args: ['exit-listener-throws.js'] },
	warnings: { args: ['warnings.js'] },
	'warnings with their traces': { args: ['--trace-warnings', 'warnings.js'] },
	'messages over IPC': { args: ['ipc-echo.js'], ipc: true, parent: talk },
	'IPC that nobody uses': { args: ['ipc-silent.js'], ipc: true },
	'process.disconnect()': { args: ['ipc-disconnects.js'], ipc: true },
	'a disconnect by the parent': {
		args: ['ipc-left-alone.js'],
		ipc: true,
		parent: (child) => child.once('message', () => child.disconnect()),
	},
	'IPC listeners removed again': { args: ['ipc-listeners-come-and-go.js'], ipc: true },
	'a grandchild': { args: ['grandchild.js'] },
	'a child without environment': { args: ['child-without-environment.js'] },
	'a detached child': { args: ['detached-child.js'] },
	'synchronous children': { args: ['sync-children.js'] },
	'the environment of a shell': { args: ['shell-environment.js'] },
	beforeExit: { args: ['before-exit.js'] },
	'a server that is closed': { args: ['server.js'] },
	'handles that are not referenced': { args: ['unref.js'] },
	domains: { args: ['domain.js'] },
	'contexts of vm': { args: ['vm-context.js'] },
	'a patched module loader': { args: ['patched-loader.js'] },
	'a check for leaked globals': { args: ['leaked-globals.js'] },
	'title and report': { args: ['report-and-title.js'] },
	'tests run by themselves': { args: ['--test-reporter=tap', 'test-suite.js'] },
	'node --test': { args: ['--test', '--test-reporter=tap', 'test-suite.js'] },
	'new descriptors': { args: ['descriptors.js'] },
	'more output than a pipe holds': { args: ['big-output.js'] },
	EPIPE: { args: ['broken-pipe.js'], parent: stopReading },
	'EPIPE with a listener': {
		args: ['broken-pipe-handled.js'],
		stdin: 'open',
		parent: on('ready', stopReading),
	},
	'the order of events': { args: ['order.js'] },
	'frozen objects': { args: ['frozen.js'] },
	'--frozen-intrinsics': { args: ['--frozen-intrinsics', 'stays.js'] },
	'the permission model': { args: [...permissions, 'stays.js'] },
};

/** Waits for a text on stdout, then acts, once. */
function on(text: string, act: (child: ChildProcess) => void) {
	return (child: ChildProcess) => {
		child.stdout?.on('data', function listen(data: string) {
			if (!data.includes(text)) return;
			child.stdout?.off('data', listen);
			act(child);
		});
	};
}

function terminate(child: ChildProcess): void {
	child.kill('SIGTERM');
}

/** Tells the program by the end of its stdin. */
function stopReading(child: ChildProcess): void {
	child.stdout?.destroy();
	child.stdin?.end();
}

/** Two questions, the second one after the first answer, then an end on purpose. */
function talk(child: ChildProcess): void {
	let answers = 0;
	child.on('message', () => {
		answers += 1;
		if (answers < 3) child.send(`question ${answers}`);
		else child.disconnect();
	});
}
