/** Workers that watch a lease, and what their end has to look like. */
import assert from 'node:assert/strict';
import { after, before, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import type { FixtureOptions } from '../fixtures/options.js';
import type { EngineName } from './engine-programs.js';
import { type EngineServer, startEngine } from './engines.js';
import { fixture } from './fixtures.js';
import { PRELOAD, type StartOptions, start, type Variables } from './start.js';
import type { Tree } from './tree.js';

/** A server for all tests of a `describe`. */
export function useEngine(name: EngineName): { server: EngineServer } {
	const at = {} as { server: EngineServer };
	before(async () => {
		at.server = await startEngine(name);
	});
	after(() => at.server.stop());
	return at;
}

/** And a client that looks at what Redis holds. */
export function useRedis(): { server: EngineServer; client: Redis } {
	const at = useEngine('redis') as { server: EngineServer; client: Redis };
	before(() => {
		at.client = new Redis(at.server.url);
		at.client.on('error', () => {});
	});
	after(() => at.client.disconnect());
	return at;
}

/** What names a lease to a worker that is started elsewhere. */
export function nameLease(id: string, { url }: EngineServer): Variables {
	return { PARENT_WATCHDOG_LEASE: id, PARENT_WATCHDOG_LEASE_URL: url };
}

export function startWorker(
	t: TestContext,
	options: FixtureOptions['lease/worker'],
	variables?: Variables,
	startOptions?: StartOptions,
): Tree {
	const worker = fixture('lease/worker', options);
	return start(t, worker, variables, { execArgv: PRELOAD, ...startOptions });
}

/** Once, with that reason, and with the exit code of an orphan. */
export async function assertEnded(tree: Tree, reason: string): Promise<void> {
	const lines = (await tree.end()).filter((line) => /^(hook|exit)/.test(line));
	const alive = reason.startsWith('parent-gone') ? 'false' : 'true';
	const all = JSON.stringify({ lines: tree.lines, ...tree.output });
	assert.deepEqual(lines, [`hook: ${reason}; alive: ${alive}`, 'exit 129'], all);
}

export function assertLives(tree: Tree): void {
	assert.doesNotMatch(tree.lines.join('\n'), /^(hook|exit)/m, JSON.stringify(tree.output));
	assert.equal(tree.root.exitCode, null);
}

export function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
