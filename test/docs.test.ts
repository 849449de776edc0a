/** The lists in the docs name what the types name: a name that is missing here does not compile. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type {
	DiagnosticsMessages,
	ErrorCode,
	ReasonType,
	ShutdownReason,
	Source,
} from 'parent-watchdog';
import type { StopTimes, SupervisorEvents } from 'parent-watchdog/supervisor';

const root = dirname(require.resolve('parent-watchdog/package.json'));
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** All members of a union of names, each once. */
type All<Name extends string> = Record<Name, true>;

const TYPES: All<ReasonType> = {
	'parent-gone': true,
	'parent-unreachable': true,
	exit: true,
	interrupt: true,
	shutdown: true,
	signal: true,
	stop: true,
};
const SOURCES: All<Source> = {
	epipe: true,
	guard: true,
	ipc: true,
	lease: true,
	lifeline: true,
	load: true,
	poll: true,
	stdin: true,
};
const CHANNELS: All<keyof DiagnosticsMessages> = {
	end: true,
	exit: true,
	heartbeat: true,
	hook: true,
	lifeline: true,
	ready: true,
	shutdown: true,
	start: true,
	stop: true,
	suspicion: true,
	verdict: true,
	watch: true,
};
const EVENTS: All<keyof SupervisorEvents> = { exit: true, ready: true, start: true, stop: true };
const STEPS: All<Exclude<keyof StopTimes, 'tree'>> = {
	event: true,
	interrupt: true,
	kill: true,
	terminate: true,
};
/** The fields of which a reason of that type has a value. */
type FieldsOf<Type extends ReasonType> = {
	[Name in Fields]: Extract<ShutdownReason, { type: Type }>[Name] extends undefined ? never : Name;
}[Fields];
type Fields = 'parentPid' | 'detectedBy' | 'suspectedAt' | 'decidedAt' | 'exitCode' | 'signal';
const FIELDS: { [Type in ReasonType]: All<FieldsOf<Type>> } = {
	'parent-gone': {
		decidedAt: true,
		detectedBy: true,
		exitCode: true,
		parentPid: true,
		suspectedAt: true,
	},
	'parent-unreachable': { decidedAt: true, detectedBy: true, exitCode: true, suspectedAt: true },
	exit: { exitCode: true },
	interrupt: { exitCode: true },
	shutdown: {},
	signal: { signal: true },
	stop: { exitCode: true },
};

const namesIn = (text: string): string[] =>
	[...text.matchAll(/`([\w:-]+)`/g)].map(([, name = '']) => name);
const sorted = (names: Iterable<string>) => [...names].sort();

describe('the docs name all', () => {
	it('types of reasons, with their fields', () => {
		const section = read('docs/hooks.md').split('\n## The reason')[1] ?? '';
		const inTable = [...section.matchAll(/^\| (`[^|]*) \| ([^|]*) \|$/gm)];
		const found = inTable.flatMap(([, types = '', fields = '']) =>
			namesIn(types)
				.filter((type) => type !== 'type')
				.map((type) => [type, sorted(namesIn(fields.split(':')[0] ?? ''))] as const),
		);
		const isField = (name: string) => name !== 'cause';
		assert.deepEqual(
			Object.fromEntries(found.map(([type, names]) => [type, names.filter(isField)])),
			Object.fromEntries(Object.entries(FIELDS).map(([type, names]) => [type, Object.keys(names)])),
		);
		assert.deepEqual(sorted(found.map(([type]) => type)), sorted(Object.keys(TYPES)));
	});

	it('sources that detect the end of a parent', () => {
		const [, sentence = ''] = /`detectedBy` is ([^.]*)\./.exec(read('docs/hooks.md')) ?? [];
		assert.deepEqual(sorted(namesIn(sentence)), Object.keys(SOURCES));
	});

	it('diagnostics channels', () => {
		const [, sentence = ''] =
			/`diagnostics_channel`: ([^(]*)\(/.exec(read('docs/troubleshooting.md')) ?? [];
		const names = namesIn(sentence).map((name) => name.replace(/^(parent-watchdog)?:/, ''));
		assert.deepEqual(sorted(names), Object.keys(CHANNELS));
	});

	it('events of a supervisor', () => {
		const [, sentence = ''] =
			/The supervisor is an event emitter: ([^.]*)\./.exec(read('docs/supervisor.md')) ?? [];
		assert.deepEqual(sorted(namesIn(sentence)), Object.keys(EVENTS));
	});

	it('steps of the ladder', () => {
		const [, section = ''] = read('docs/supervisor.md').split('**The stop ladder.**');
		const rows = [...section.matchAll(/^\| `(\w+)` \| (?:\d+|false) \|/gm)].map(([, name]) => name);
		assert.deepEqual(sorted(rows as string[]), Object.keys(STEPS));
	});

	it('codes of errors', () => {
		const declared = read('src/runtime/errors.ts').split('export class')[0] ?? '';
		const codes: ErrorCode[] = [...declared.matchAll(/\| '(\w+)'/g)].map(
			([, code]) => code as ErrorCode,
		);
		const pages = readdirSync(join(root, 'docs')).filter((page) => page.endsWith('.md'));
		const tables = pages.map((page) => read(join('docs', page))).join('\n');
		const rows = new Set([...tables.matchAll(/^\| `(ERR_\w+)` \|/gm)].map(([, code]) => code));
		assert.deepEqual(
			codes.filter((code) => !rows.has(code)),
			[],
		);
	});
});
