/**
 * The other half of the promise: while the parent lives, a process behaves exactly as without the
 * watchdog. Small real programs run with and without it, and all that their parent and they themselves
 * can observe is compared.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixturePath, register } from './helpers/fixtures.js';
import {
	assertSame,
	differences,
	type Observation,
	observeRun,
	type Program,
} from './helpers/observed-run.js';
import { programs } from './programs/index.js';

const byOption = { args: ['--require', register] };
const byEnvironment = {
	env: { NODE_OPTIONS: `--require "${register}"`, PARENT_WATCHDOG_INTERVAL: '10' },
};
const withHook = { args: ['--require', fixturePath('registers-hook')] };
/** A hook needs listeners, and holds back what might be the parent's end. */
const differingWithHook: Record<string, readonly string[]> = {
	'a cluster primary that disconnects': ['stdout'],
	'title and report': ['stdout'],
	'new descriptors': ['stdout'],
	EPIPE: ['stderr'],
};

describe('nothing differs', { concurrency: 3 }, () => {
	for (const [name, program] of Object.entries(programs)) {
		it(name, async () => {
			const without = observeRun(program);
			const [option, environment, hook] = await Promise.all(
				[byOption, byEnvironment, withHook].map((preload) => observeRun(program, preload)),
			);
			assertSame(await without, option, '--require');
			assertSame(await without, environment, 'NODE_OPTIONS and a poll every 10 ms');
			// What a hook needs is there to be seen from inside.
			const isOutside = (key: string) =>
				!key.includes('/') && !differingWithHook[name]?.includes(key);
			assertSame(pick(await without, isOutside), pick(hook, isOutside), 'a hook');
		});
	}
});

/** A comparison that finds nothing would prove nothing. */
describe('a preload that meddles is found out', { concurrency: 4 }, () => {
	const found: Record<string, RegExp[]> = {
		'signal listener': [/^main at start\/listeners: .*\+ SIGTERM 1$/m],
		'disconnect listener': [/listeners: .*\+ disconnect 1$/m, /^killed at its deadline: /m],
		'timer that is referenced': [/first poll\/active resources:/, /^killed at its deadline: /m],
		'enumerable global': [/\/enumerable globals: \+ meddled$/m],
		'property of process': [/\/keys of process: \+ meddled ---/],
		'wrapped function': [/\/keys of node:child_process: - spawn .* \+ spawn /],
		'loaded module': [/^main at start\/loaded modules: .*\+ NativeModule zlib/m],
		'open descriptor': [/^main at start\/descriptors: .*meddling\.js/m],
		'worker thread': [/^main at start\/descriptors: .*eventpoll/m],
		'environment variable': [/^main at start\/environment: \+ MEDDLED$/m],
		'exit code': [/^exit: - code 0, signal null \+ code 3, signal null$/m],
		'message to the parent': [/^messages: \+ "hello"$/m],
		'listener on stdout': [/^main at exit\/stdout: .*\+ error 1/m],
		'word on stderr': [/^stderr: .*\+ hello/m],
	};
	for (const [MEDDLE, patterns] of Object.entries(found)) {
		it(MEDDLE, async () => {
			const program: Program = { args: ['stays.js'], ipc: true, env: { MEDDLE } };
			const preload = { args: ['--require', fixturePath('meddling')] };
			const [without, withIt] = await Promise.all([
				observeRun(program),
				observeRun({ ...program, deadline: 5000 }, preload),
			]);
			const text = differences(without, withIt).join('\n');
			for (const pattern of patterns) assert.match(text, pattern);
		});
	}
});

function pick(observed: Observation = {}, isWanted: (key: string) => boolean): Observation {
	return Object.fromEntries(Object.entries(observed).filter(([key]) => isWanted(key)));
}
