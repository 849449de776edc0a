/** `verify`: does an application leave orphans when one of its processes is killed? */
import type { Command } from 'commander';
import { addExamples } from './common/examples.js';
import { parseCount, parseDuration, parsePort, parseSignal } from './common/values.js';
import type { VerifyOptions } from './verify/trial.js';
import { verify } from './verify/verify.js';

export function addVerifyCommand(program: Command): void {
	const command = program
		.command('verify')
		.summary('start an application, kill its top process, and tell who survives')
		.description(DESCRIPTION)
		.usage('[options] [--] <command> [args...]')
		.argument('<command>', 'the application, found as a shell finds it')
		.argument('[args...]', 'its arguments')
		.option('--kill <name>', 'the signal that its top process gets', parseSignal, 'SIGKILL')
		.option('--ready <text>', 'it is up once it has written this')
		.option('--port <number>', 'it is up once it listens on this port', parsePort)
		.option(
			'--after <time>',
			'it is up after this time (default: 3s, if nothing else is said)',
			parseDuration,
		)
		.option('--timeout <time>', 'how long the rest may take to end', parseDuration, 10_000)
		.option('--start-timeout <time>', 'how long it may take to be up', parseDuration, 60_000)
		.option('--runs <count>', 'how often to try', parseCount, 1)
		.option('--with-preload', 'try it with the watchdog in NODE_OPTIONS as well, side by side')
		.option('--every-process', 'kill each process of the tree in turn')
		.option('--json', 'print JSON')
		.option('--svg <file>', 'draw a timeline')
		.passThroughOptions()
		.action(async (file: string, args: string[], options: VerifyOptions) => {
			process.exitCode = await verify([file, ...args], options);
		});
	addExamples(command, [
		{
			what: 'Does the development server outlive npm?',
			line: 'parent-watchdog verify -- npm run dev',
		},
		{
			what: 'In CI, once it listens, with two seconds to end',
			line: 'parent-watchdog verify --port 3000 --timeout 2s -- node server.js',
		},
		{
			what: 'What the watchdog would change, as a picture',
			line: 'parent-watchdog verify --with-preload --svg timeline.svg -- npm test',
		},
		{
			what: 'Whoever is killed, ten times',
			line: 'parent-watchdog verify --every-process --runs 10 --ready listening -- npm start',
		},
	]);
}

const DESCRIPTION = `Find out whether an application leaves orphans.

It is started in a session of its own, without input, with a new folder for temporary files. Once it is up, its top process is killed. Who is still there when the time is up has survived, and is ended then. Of the others it is told how long they took, and by what they noticed: for certain where the watchdog says so, else what could have told them. Files, sockets and shared memory that are left are listed.

Exit status: 0 nobody survived; 1 somebody did; 2 it could not be judged. With --with-preload it is that of the trials with the preload.`;
