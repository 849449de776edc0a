/** An option that there is not is refused, wherever options are taken, and the nearest name is suggested. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addCleanupHook, closeGracefully, finalize } from 'parent-watchdog';
import { holdLease } from 'parent-watchdog/lease';
import { runApplication, supervise } from 'parent-watchdog/supervisor';
import { createSupervisor } from './helpers/supervised.js';

const closable = () => ({ close: () => assert.fail('it was used all the same') });
const hook = () => assert.fail('a hook that was refused runs');

describe('an unknown option of', () => {
	type Call = (t: Parameters<typeof createSupervisor>[0], options: never) => unknown;
	const calls: [name: string, given: string, nearest: string, call: Call][] = [
		['addCleanupHook()', 'prority', 'priority', (_, options) => addCleanupHook(hook, options)],
		['addCleanupHook()', 'timeoutMs', 'timeout', (_, options) => addCleanupHook(hook, options)],
		['finalize()', 'Name', 'name', (_, options) => finalize({}, hook, options)],
		['use()', 'timout', 'timeout', (t, options) => createSupervisor(t).use(closable(), options)],
		['closeGracefully()', 'colse', 'close', (_, options) => closeGracefully(closable(), options)],
		['track()', 'knd', 'kind', (t, options) => createSupervisor(t).track('file', options)],
		['supervise()', 'heartBeat', 'heartbeat', (_, options) => supervise(options)],
		['stop()', 'terminat', 'terminate', (t, options) => createSupervisor(t).stop(options)],
		[
			'ready()',
			'timeOut',
			'timeout',
			(t, options) => createSupervisor(t).spawn('true').ready(/a/, options),
		],
		[
			'interrupt()',
			'tracce',
			'trace',
			(t, options) => createSupervisor(t).spawn('true').interrupt(options),
		],
		[
			'runApplication()',
			'onheartbeat',
			'onHeartbeat',
			(_, options) => runApplication(hook, options),
		],
		['holdLease()', 'tll', 'ttl', (_, options) => holdLease(options)],
	];
	for (const [name, given, nearest, call] of calls) {
		it(`${name}: ${given}`, async (t) => {
			await assert.rejects(async () => call(t, { [given]: 5 } as never), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				option: given,
				message: new RegExp(
					`^"${given}" is not an option .*; did you mean ${nearest}\\? There are `,
				),
			});
		});
	}
});

it('an option that is undefined is none', () => {
	assert.ok(addCleanupHook(hook, { nothing: undefined } as never)());
});
