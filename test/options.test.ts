/** Options: what is refused and how, and what each does, given in code or by the environment. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type WatchOptions, watchParent } from 'parent-watchdog';
import type { FixtureOptions } from './fixtures/options.js';
import { createReport, type Ending, ending, startWatching } from './helpers/ending.js';
import { fixture } from './helpers/fixtures.js';
import { PRELOAD, type StartOptions, start, type Variables } from './helpers/start.js';

const { NaN: NAN, POSITIVE_INFINITY: INFINITY } = Number;
const cycle: { self?: object } = {};
cycle.self = cycle;

type Wrong = [option: string, value: unknown, kind: 'TypeError' | 'RangeError', echo: string];

const MS = 'a number of ms from';
const expectations: Record<string, string> = {
	pid: 'a pid, an integer from 1 to 2147483647',
	ancestors: 'an integer from 1 to 1024',
	interval: `${MS} 1 to 2147483647`,
	gracePeriod: `${MS} 0 to 2147483647`,
	exitCode: 'an integer from 0 to 255',
	stdin: 'true or false',
	guard: 'true or false',
	signals: 'an array of signal names that can be handled, such as "SIGTERM"',
	detached: 'true or false',
	report: "a file's path",
	lease: 'an object',
	partition: `${MS} 0 to Infinity`,
	reportArgv: 'true or false',
	uncaught: 'true or false',
};

const wrong: Wrong[] = [
	['pid', '1', 'TypeError', '"1"'],
	['pid', null, 'TypeError', 'null'],
	['pid', 0, 'RangeError', '0'],
	['pid', -1, 'RangeError', '-1'],
	['pid', 1.5, 'RangeError', '1.5'],
	['pid', NAN, 'RangeError', 'NaN'],
	['pid', 2 ** 31, 'RangeError', '2147483648'],
	['ancestors', 0, 'RangeError', '0'],
	['ancestors', 1025, 'RangeError', '1025'],
	['ancestors', true, 'TypeError', 'true'],
	['interval', 0, 'RangeError', '0'],
	['interval', NAN, 'RangeError', 'NaN'],
	['interval', INFINITY, 'RangeError', 'Infinity'],
	['interval', 2 ** 31, 'RangeError', '2147483648'],
	['interval', '250', 'TypeError', '"250"'],
	['interval', 250n, 'TypeError', '250n'],
	['gracePeriod', -1, 'RangeError', '-1'],
	['gracePeriod', [5000], 'TypeError', '[5000]'],
	['exitCode', 256, 'RangeError', '256'],
	['exitCode', -1, 'RangeError', '-1'],
	['exitCode', 0.5, 'RangeError', '0.5'],
	['exitCode', 'SIGHUP', 'TypeError', '"SIGHUP"'],
	['stdin', 1, 'TypeError', '1'],
	['stdin', 'true', 'TypeError', '"true"'],
	['guard', 'on', 'TypeError', '"on"'],
	['signals', 'SIGTERM', 'TypeError', '"SIGTERM"'],
	['signals', new Set(['SIGTERM']), 'TypeError', 'an object (Set)'],
	['detached', null, 'TypeError', 'null'],
	['lease', true, 'TypeError', 'true'],
	['lease', [], 'TypeError', '[]'],
	['reportArgv', 1, 'TypeError', '1'],
	['uncaught', 'yes', 'TypeError', '"yes"'],
	['partition', -1, 'RangeError', '-1'],
	['partition', NAN, 'RangeError', 'NaN'],
	['partition', '1 s', 'TypeError', '"1 s"'],
	['detached', cycle, 'TypeError', 'an object'],
	['report', true, 'TypeError', 'true'],
	['report', function write() {}, 'TypeError', 'a function (write)'],
	['report', Symbol('path'), 'TypeError', 'Symbol(path)'],
];

type Settings = FixtureOptions['settings'];

interface Settled extends Ending {
	/** How the watch was started last, in the words of NODE_DEBUG. */
	watch: string | undefined;
	/** What was told on stderr without being asked for. */
	told: string[];
}

/** Runs the fixture to its end, by default at once and with the preload. */
async function settle(
	t: TestContext,
	options: Settings,
	variables: Variables = {},
	startOptions: StartOptions = { execArgv: PRELOAD },
): Promise<Settled> {
	const program = fixture('settings', { ends: 'exit', ...options });
	const debugged = { NODE_DEBUG: 'parent-watchdog', ...variables };
	const ended = await ending(start(t, program, debugged, startOptions));
	const stderr = ended.stderr.split('\n');
	const watches = stderr.flatMap(
		(line) => /^PARENT-WATCHDOG \d+: (.*, every .*)/.exec(line)?.[1] ?? [],
	);
	const told = stderr.filter((line) => line !== '' && !line.startsWith('PARENT-WATCHDOG '));
	return { ...ended, watch: watches.at(-1), told };
}

const WATCHING = `watching: pid ${process.pid}, every 1000 ms`;
const DETACHED = 'detached: pid -, every 1000 ms';

describe('a wrong option', () => {
	for (const [option, value, name, echo] of wrong) {
		it(`${option}: ${echo}`, () => {
			assert.throws(() => watchParent({ [option]: value }), {
				name,
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				option,
				message: `${option} must be ${expectations[option]}, but is ${echo}`,
				value,
			});
		});
	}

	for (const [option, value, item, name] of [
		['pid', [1, '2'], '2', 'TypeError'],
		['pid', [1, -2], -2, 'RangeError'],
		['signals', ['SIGTERM', 15], 15, 'TypeError'],
		['signals', ['SIGNONE'], 'SIGNONE', 'RangeError'],
		['signals', ['sigterm'], 'sigterm', 'RangeError'],
		['signals', ['SIGKILL'], 'SIGKILL', 'RangeError'],
		['signals', ['SIGSTOP'], 'SIGSTOP', 'RangeError'],
		['signals', ['constructor'], 'constructor', 'RangeError'],
	] as const) {
		it(`${option}: ${JSON.stringify(value)}`, () => {
			const message = `${option} must be ${expectations[option]}, but is ${JSON.stringify(item)}`;
			const code = 'ERR_PARENT_WATCHDOG_INVALID_OPTION';
			const expected = { name, code, option, message, value: item };
			assert.throws(() => watchParent({ [option]: value }), expected);
		});
	}

	for (const [option, value, message] of [
		['pid', [], 'pid must be one pid or more, but is []'],
		['report', '', `report must be a file's path, not empty and without null bytes, but is ""`],
		[
			'report',
			'a\0b',
			`report must be a file's path, not empty and without null bytes, but is "a\\u0000b"`,
		],
	] as const) {
		it(message, () => {
			const code = 'ERR_PARENT_WATCHDOG_INVALID_OPTION';
			const expected = { name: 'RangeError', code, option, value, message };
			assert.throws(() => watchParent({ [option]: value }), expected);
		});
	}

	for (const [option, nearest] of [
		['Interval', 'interval'],
		['intervall', 'interval'],
		['gracePeriodMs', 'gracePeriod'],
		['singals', 'signals'],
		['ancestor', 'ancestors'],
		['constructor', 'ancestors'],
	] as const) {
		it(`an unknown one, and the nearest that there is: ${option}`, () => {
			assert.throws(() => watchParent({ [option]: 1 }), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				option,
				value: 1,
				message: `"${option}" is not an option (value: 1); did you mean ${nearest}? There are ${Object.keys(expectations).join(', ')}`,
			});
		});
	}

	for (const pid of [process.pid, [process.ppid, process.pid]]) {
		it(`our own pid: ${JSON.stringify(pid)}`, () => {
			assert.throws(() => watchParent({ pid }), {
				name: 'RangeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				option: 'pid',
				message: `pid must be the pid of another process than this one, but is ${JSON.stringify(pid)}`,
			});
		});
	}

	for (const options of [null, 5, 'interval', true, [], [250], () => {}]) {
		it(`instead of an object of them: ${JSON.stringify(options)}`, () => {
			assert.throws(() => watchParent(options as object), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				option: 'options',
				value: options,
				message: /^options must be an object, but is /,
			});
		});
	}

	it('is echoed in one short line', () => {
		assert.throws(() => watchParent({ interval: 'x\n'.repeat(1000) as unknown as number }), {
			message: /^interval must be .*, but is "(x\\n){32}\.\.\.$/,
		});
	});

	it('changes nothing, nor do the right ones beside it', async (t) => {
		const calls = [{ gracePeriod: 7, ancestors: 2, interval: 0 }, {}];
		const { lines, watch } = await settle(t, { calls });
		assert.deepEqual(lines, ['RangeError: interval', 'hook: exit, 5000 ms']);
		assert.equal(watch, WATCHING);
	});
});

/** What an option does is seen from outside, by a line of the record or by the end of the process. */
describe('each option does its work, from its variable or in code', { concurrency: 2 }, () => {
	const given = (option: string, value: unknown): [string, Settings, Variables][] => {
		const name = option.replace(/[A-Z]/g, '_$&').toUpperCase();
		return [
			['variable', {}, { [`PARENT_WATCHDOG_${name}`]: String(value) }],
			['code', { calls: [{ [option]: value }] }, {}],
		];
	};

	for (const [way, options, variables] of given('pid', [1, process.pid])) {
		it(`pid: ${way}`, async (t) => {
			const { watch } = await settle(t, options, variables);
			assert.equal(watch, `watching: pid 1, ${process.pid}, every 1000 ms`);
		});
	}

	for (const [way, options, variables] of given('ancestors', 2)) {
		it(`ancestors: ${way}`, { skip: process.ppid <= 1 }, async (t) => {
			const { watch } = await settle(t, options, variables);
			assert.equal(watch, `watching: pid ${process.pid}, ${process.ppid}, every 1000 ms`);
		});
	}

	for (const [way, options, variables] of given('interval', 33.5)) {
		it(`interval: ${way}`, async (t) => {
			const { watch } = await settle(t, options, variables);
			assert.equal(watch, `watching: pid ${process.pid}, every 33.5 ms`);
		});
	}

	for (const [way, options, variables] of given('gracePeriod', 1234)) {
		it(`gracePeriod: ${way}`, async (t) => {
			const { lines } = await settle(t, options, variables);
			assert.deepEqual(lines, ['hook: exit, 1234 ms']);
		});
	}

	for (const value of [0, 7, 255]) {
		for (const [way, options, variables] of given('exitCode', value)) {
			it(`exitCode ${value}: ${way}`, async (t) => {
				const { tree, loseParent } = startWatching(t, fixture('settings', options), variables);
				await tree.line(/^ready/);
				await loseParent();
				assert.equal((await ending(tree)).code, value);
			});
		}
	}

	for (const [way, options, variables] of given('stdin', true)) {
		it(`stdin: ${way}`, async (t) => {
			const tree = start(t, fixture('settings', options), variables, { execArgv: PRELOAD });
			await tree.line(/^ready/);
			tree.root.stdin?.end();
			const { lines, code } = await ending(tree);
			assert.deepEqual(lines, ['hook: parent-gone, 5000 ms']);
			assert.equal(code, 129);
		});
	}

	for (const [way, options, variables] of [
		...given('signals', ['SIGUSR2', 'SIGHUP']),
		['lower case with spaces', {}, { PARENT_WATCHDOG_SIGNALS: ' sigusr2 , SIGHUP ' }] as const,
	]) {
		it(`signals: ${way}`, async (t) => {
			const used = await settle(t, { ...options, ends: 'SIGUSR2' }, variables);
			assert.deepEqual([used.lines, used.signal], [['hook: signal, 5000 ms'], 'SIGUSR2']);
			const unused = await settle(t, { ...options, ends: 'SIGTERM' }, variables);
			assert.deepEqual([unused.lines, unused.signal], [[], 'SIGTERM']);
		});
	}

	for (const [options, variables] of [
		[{}, { PARENT_WATCHDOG_SIGNALS: 'none' }],
		[{}, { PARENT_WATCHDOG_SIGNALS: 'off' }],
		[{ calls: [{ signals: [] }] }, {}],
	] as [Settings, Variables][]) {
		it(`no signals: ${JSON.stringify({ ...options, ...variables })}`, async (t) => {
			const { lines, signal } = await settle(t, { ...options, ends: 'SIGTERM' }, variables);
			assert.deepEqual([lines, signal], [[], 'SIGTERM']);
		});
	}

	for (const [text, watched] of [
		...['1', 'true', 'YES', 'on'].map((text) => [text, true] as const),
		...['0', 'false', 'No', 'off', ''].map((text) => [text, false] as const),
	]) {
		it(`detached: PARENT_WATCHDOG_DETACHED=${text}`, async (t) => {
			const variables = { PARENT_WATCHDOG_DETACHED: text };
			const { watch } = await settle(t, {}, variables, {
				execArgv: PRELOAD,
				detached: true,
			});
			assert.equal(watch, watched ? WATCHING : DETACHED);
		});
	}

	for (const detached of [undefined, true, false]) {
		it(`detached: ${detached} in code`, async (t) => {
			const { watch } = await settle(t, { calls: [{ detached }] }, {}, { detached: true });
			assert.equal(watch, detached === false ? DETACHED : WATCHING);
		});
	}

	it('report in code', async (t) => {
		const { path, read } = createReport(t);
		await settle(t, { calls: [{ report: path }] });
		assert.equal(read()[0]?.end, 'exit 3');
	});
});

describe('a wrong variable is told in one line, and the default is used', {
	concurrency: 2,
}, () => {
	for (const [variable, text, echo] of [
		['PID', 'abc', '"abc"'],
		['PID', '0', '0'],
		['PID', '12,x', '"x"'],
		['PID', '12,', '""'],
		['ANCESTORS', '1.5', '1.5'],
		['ANCESTORS', '-1', '-1'],
		['INTERVAL', '250ms', '"250ms"'],
		['INTERVAL', '0', '0'],
		['INTERVAL', '1e3', '"1e3"'],
		['GRACE_PERIOD', '5s', '"5s"'],
		['GRACE_PERIOD', '99999999999', '99999999999'],
		['EXIT_CODE', '300', '300'],
		['EXIT_CODE', 'SIGHUP', '"SIGHUP"'],
		['STDIN', 'maybe', '"maybe"'],
		['SIGNALS', 'TERM', '"TERM"'],
		['SIGNALS', 'SIGTERM,SIGKILL', '"SIGKILL"'],
		['DETACHED', '2', '"2"'],
	] as const) {
		it(`PARENT_WATCHDOG_${variable}=${text}`, async (t) => {
			const name = `PARENT_WATCHDOG_${variable}`;
			const { told, watch, lines, code } = await settle(t, {}, { [name]: text });
			const [line = '', ...others] = told;
			assert.deepEqual(others, []);
			assert.ok(line.startsWith(`parent-watchdog: ${name} must be `), line);
			assert.ok(line.endsWith(`, but is ${echo}; the default is used`), line);
			assert.equal(watch, WATCHING);
			assert.deepEqual([lines, code], [['hook: exit, 5000 ms'], 3]);
		});
	}

	it('says what the text of a list of signals looks like', async (t) => {
		const { told } = await settle(t, {}, { PARENT_WATCHDOG_SIGNALS: 'INT' });
		const [line] = told;
		assert.match(line ?? '', / must be signals such as SIGINT,SIGTERM or none, but is "INT";/);
	});

	for (const [name, nearest] of [
		['PARENT_WATCHDOG_INTERVALL', 'PARENT_WATCHDOG_INTERVAL'],
		['PARENT_WATCHDOG_GRACEPERIOD', 'PARENT_WATCHDOG_GRACE_PERIOD'],
		['PARENT_WATCHDOG_SIGNAL', 'PARENT_WATCHDOG_SIGNALS'],
		['PARENT_WATCHDOG_GAURD', 'PARENT_WATCHDOG_GUARD'],
	]) {
		it(`${name} is told in one line, with the nearest that there is`, async (t) => {
			const { told, watch, lines, code } = await settle(t, {}, { [name as string]: '1' });
			const line = `parent-watchdog: there is no variable "${name}", did you mean ${nearest}? It is ignored`;
			assert.deepEqual([told, watch], [[line], WATCHING]);
			assert.deepEqual([lines, code], [['hook: exit, 5000 ms'], 3]);
		});
	}

	it('of many misspelt ones no more than five are told, each cut to a line', async (t) => {
		const names = Array.from(
			{ length: 50 },
			(_, index) => `PARENT_WATCHDOG_${'X'.repeat(5000)}${index}`,
		);
		const { told } = await settle(t, {}, Object.fromEntries(names.map((name) => [name, '1'])));
		assert.equal(told.length, 5);
		for (const line of told) assert.ok(line.length < 300, line);
	});

	it('what is only named like ours is nothing to us', async (t) => {
		const names = ['PARENT_WATCHDOGS', 'MY_PARENT_WATCHDOG_INTERVALL', 'PARENT_WATCHDOG_REAPER_X'];
		const { told } = await settle(t, {}, Object.fromEntries(names.map((name) => [name, '1'])));
		assert.deepEqual(told, []);
	});

	it('each of several, once', async (t) => {
		const variables = {
			PARENT_WATCHDOG_INTERVAL: 'x',
			PARENT_WATCHDOG_STDIN: 'y',
			PARENT_WATCHDOG_EXIT_CODE: '7',
		};
		const calls = [{ gracePeriod: 99 }, { ancestors: 1 }];
		const { told, lines } = await settle(t, { calls }, variables);
		assert.deepEqual([told.length, lines], [2, ['hook: exit, 99 ms']]);
	});

	for (const text of ['', '  ']) {
		it(`an empty one is none: ${JSON.stringify(text)}`, async (t) => {
			const names = ['PID', 'INTERVAL', 'EXIT_CODE', 'SIGNALS', 'REPORT', 'STDIN', 'DETACHED'];
			const variables = Object.fromEntries(names.map((name) => [`PARENT_WATCHDOG_${name}`, text]));
			const { told, lines, watch } = await settle(t, {}, variables);
			assert.deepEqual([told, lines, watch], [[], ['hook: exit, 5000 ms'], WATCHING]);
		});
	}
});

describe('precedence', { concurrency: 2 }, () => {
	it('code precedes the environment, which precedes the default', async (t) => {
		const variables = { PARENT_WATCHDOG_INTERVAL: '100', PARENT_WATCHDOG_GRACE_PERIOD: '200' };
		const { lines, watch } = await settle(t, { calls: [{ gracePeriod: 300 }] }, variables);
		assert.equal(watch, WATCHING.replace('1000', '100'));
		assert.deepEqual(lines, ['hook: exit, 300 ms']);
	});

	it('a second call changes the options that it names, and no others', async (t) => {
		const calls = [{ gracePeriod: 300, interval: 50 }, { interval: 60 }, {}, null];
		const { lines, watch } = await settle(t, { calls });
		assert.equal(watch, WATCHING.replace('1000', '60'));
		assert.deepEqual(lines, ['hook: exit, 300 ms']);
	});

	it('a second call changes the signals that are listened to', async (t) => {
		const calls: WatchOptions[] = [{ signals: ['SIGUSR2'] }, { signals: ['SIGTERM'] }];
		const options = { calls, hookFirst: true };
		const used = await settle(t, { ...options, ends: 'SIGTERM' });
		assert.deepEqual([used.lines, used.signal], [['hook: signal, 5000 ms'], 'SIGTERM']);
		const unused = await settle(t, { ...options, ends: 'SIGUSR2' });
		assert.deepEqual([unused.lines, unused.signal], [[], 'SIGUSR2']);
	});

	it('a second call changes the exit code of a watch that goes on', async (t) => {
		const program = fixture('settings', { calls: [{ exitCode: 5 }, { exitCode: 6 }] });
		const { tree, loseParent } = startWatching(t, program);
		await tree.line(/^ready/);
		await loseParent();
		assert.equal((await ending(tree)).code, 6);
	});
});
