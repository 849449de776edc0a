/** Which streams a child has, by its option `stdio`. That this compiles is the test. */
import type {
	ChildProcess,
	ChildProcessWithoutNullStreams,
	ForkOptions,
	SpawnOptions,
	StdioOptions,
} from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { expectTypeOf } from 'expect-type';
import type { Supervisor } from 'parent-watchdog/supervisor';

export function spawned(supervisor: Supervisor): void {
	const byDefault = supervisor.spawn('a').process;
	expectTypeOf(byDefault.stdin).toEqualTypeOf<Writable>();
	expectTypeOf(byDefault.stdout).toEqualTypeOf<Readable>();
	expectTypeOf(byDefault).toExtend<ChildProcessWithoutNullStreams>();
	expectTypeOf(supervisor.spawn('a', ['b']).process.stderr).toEqualTypeOf<Readable>();
	expectTypeOf(supervisor.spawn('a', ['b'], {}).process.stderr).toEqualTypeOf<Readable>();
	expectTypeOf(supervisor.spawn('a', { cwd: '/' }).process.stdin).toEqualTypeOf<Writable>();

	const piped = supervisor.spawn('a', [], { stdio: 'pipe', name: 'b', stop: { tree: true } });
	expectTypeOf(piped.process.stdout).toEqualTypeOf<Readable>();
	expectTypeOf(supervisor.spawn('a', { stdio: 'inherit' }).process.stdout).toEqualTypeOf<null>();
	expectTypeOf(supervisor.spawn('a', [], { stdio: 'ignore' }).process.stdin).toEqualTypeOf<null>();
}

export function spawnedWithList(supervisor: Supervisor, own: ('pipe' | 'ignore')[]): void {
	const { process } = supervisor.spawn('a', [], { stdio: ['ignore', 'pipe', 2, 'ipc'] });
	expectTypeOf(process.stdin).toEqualTypeOf<null>();
	expectTypeOf(process.stdout).toEqualTypeOf<Readable>();
	expectTypeOf(process.stderr).toEqualTypeOf<null>();
	const short = supervisor.spawn('a', { stdio: ['inherit'] }).process;
	expectTypeOf(short.stdin).toEqualTypeOf<null>();
	expectTypeOf(short.stderr).toEqualTypeOf<Readable>();
	const unknown = supervisor.spawn('a', { stdio: own }).process;
	expectTypeOf(unknown.stdout).toEqualTypeOf<Readable | null>();
	// @ts-expect-error: there is no such entry
	supervisor.spawn('a', { stdio: ['pip'] });
	// @ts-expect-error: nor such an option
	supervisor.spawn('a', { stdoi: 'pipe' });
}

export function spawnedAsGiven(
	supervisor: Supervisor,
	options: SpawnOptions,
	stdio: StdioOptions | undefined,
): void {
	expectTypeOf(supervisor.spawn('a', options).process.stdin).toEqualTypeOf<Writable | null>();
	const given = supervisor.spawn('a', [], { stdio }).process;
	expectTypeOf(given.stdout).toEqualTypeOf<Readable | null>();
	expectTypeOf(given).toExtend<ChildProcess>();
}

export function forked(supervisor: Supervisor, options: ForkOptions, silent: boolean): void {
	expectTypeOf(supervisor.fork('a').process).toEqualTypeOf<ChildProcess>();
	expectTypeOf(supervisor.fork('a', ['b'], { execArgv: [] }).process).toEqualTypeOf<ChildProcess>();
	const piped = supervisor.fork('a', { silent: true }).process;
	expectTypeOf(piped.stdout).toEqualTypeOf<Readable>();
	const listed = supervisor.fork(new URL('file:///a'), [], {
		stdio: ['pipe', 1, 2, 'ipc'],
	}).process;
	expectTypeOf(listed.stdin).toEqualTypeOf<Writable>();
	expectTypeOf(listed.stdout).toEqualTypeOf<null>();
	const either: Readable | null = supervisor.fork('a', { silent }).process.stdout;
	const given: Readable | null = supervisor.fork('a', options).process.stdout;
	expectTypeOf([either, given]).toEqualTypeOf<(Readable | null)[]>();
}
