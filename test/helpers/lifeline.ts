/** Plays the supervisor by hand: a child with a lifeline whose other end the test holds. */
import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { readSelf } from '../../src/processes/proc.js';
import { type Fixture, fixture } from './fixtures.js';
import { PRELOAD, type Variables } from './start.js';
import { followTree } from './tree.js';

/** The first descriptors after the record. */
const LIFELINE = 4;
const GUARD_LINE = 5;

export function startMember(
	t: TestContext,
	program: Fixture = fixture('supervision/member'),
	variables: Variables = {},
	deadline?: number,
) {
	const ours = `${process.pid}:${readSelf().start}`;
	const id = `${ours}:1.2`;
	const root = spawn(process.execPath, [...PRELOAD, program.path], {
		env: {
			...process.env,
			PARENT_WATCHDOG_PARENT: ours,
			PARENT_WATCHDOG_LIFELINE: `${LIFELINE}:${ours}:${GUARD_LINE}`,
			PARENT_WATCHDOG_CHILD: id,
			...program.variables,
			...variables,
		},
		stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
	});
	const [lifeline, guardLine] = [LIFELINE, GUARD_LINE].map((descriptor) => {
		const line = (root.stdio as unknown[])[descriptor] as Duplex;
		return line.on('error', () => {});
	}) as [Duplex, Duplex];
	return { tree: followTree(t, root, deadline), lifeline, guardLine };
}
