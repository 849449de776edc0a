/** The command `doctor`, where things work and where they do not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { command, runCommand } from '../helpers/command.js';
import { fixturePath } from '../helpers/fixtures.js';
import {
	AS_NOBODY,
	AS_PID_1,
	inNamespaceOf,
	WITH_FOREIGN_PROC,
	WITH_HIDDEN_PROC,
	WITHOUT_PROC,
	WITHOUT_TOOLS,
	withoutNobody,
	withoutUnshare,
} from '../helpers/isolation.js';
import {
	NEVER_REAPING,
	SUBREAPER,
	WITHOUT_KILL,
	withoutPython,
	withoutSeccomp,
} from '../helpers/python.js';
import { startTree } from '../helpers/tree.js';

interface Check {
	name: string;
	state: string;
	found: string;
	cost: string;
}

const SAYS_THAT_IT_IS_THERE = 'echo there >&3; exec sleep 60';

function parse(stdout: string): Map<string, Check> {
	const { checks } = JSON.parse(stdout) as { checks: Check[] };
	return new Map(checks.map((check) => [check.name, check]));
}

function examine(prefix: readonly string[] = []): Map<string, Check> {
	const { status, stdout, stderr } = runCommand(['doctor', '--json'], { prefix });
	assert.equal(status, 0, stderr);
	return parse(stdout);
}

/** Asserts what one check says. */
function assertCheck(checks: Map<string, Check>, name: string, state: string, found: RegExp): void {
	const check = checks.get(name);
	assert.equal(check?.state, state, JSON.stringify([...checks.values()]));
	assert.match(check?.found ?? '', found);
	assert.equal(check?.cost === '', state === 'works');
}

describe('what works', () => {
	it('is told in words', () => {
		const { status, stdout, stderr } = runCommand(['doctor']);
		assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
		assert.match(stdout, new RegExp(`^works  runtime +Node\\.js ${process.versions.node}, `, 'm'));
		assert.ok(!stdout.includes('\x1b'));
	});

	it('is told in JSON', { skip: withoutUnshare || withoutPython }, () => {
		const checks = examine([...AS_PID_1, ...SUBREAPER]);
		const names = ['runtime', '/proc', 'ps', 'pidusage', 'worker threads', 'orphans are reaped'];
		for (const name of names) assertCheck(checks, name, 'works', /./);
		assertCheck(checks, 'inspector between threads', 'works', /opened/);
		assertCheck(checks, 'pid namespace', 'works', /our parent, 1, is in ours/);
	});
});

describe('what does not work', () => {
	it('on a Node.js that is too old: the exit status is 1', () => {
		const args = ['--require', fixturePath('claims-node-18'), command, 'doctor', '--json'];
		const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
		assert.equal(status, 1);
		assertCheck(parse(stdout), 'runtime', 'fails', /^Node\.js 18\.20\.8/);
	});

	it('where no other program is found', () => {
		const checks = examine(WITHOUT_TOOLS);
		assertCheck(checks, 'ps', 'costs', /ps-list failed: spawn ps ENOENT/);
		assertCheck(checks, 'prlimit', 'costs', /is not installed/);
		assertCheck(checks, 'orphans are reaped', 'costs', /could not be tried: spawn sh ENOENT/);
	});

	const proc = {
		'/proc of another namespace': [WITH_FOREIGN_PROC, /numbers processes of another pid namespace/],
		'no /proc': [WITHOUT_PROC, /is not mounted/],
	} as const;
	for (const [name, [prefix, found]] of Object.entries(proc)) {
		it(name, { skip: withoutUnshare }, () => {
			const checks = examine(prefix);
			assertCheck(checks, '/proc', 'costs', found);
			assertCheck(checks, 'pid namespace', 'costs', /our parent is outside of ours/);
		});
	}

	it('where others are hidden', { skip: withoutUnshare || withoutNobody }, () => {
		const checks = examine([...WITH_HIDDEN_PROC, ...AS_NOBODY]);
		assertCheck(checks, '/proc', 'costs', /is mounted with hidepid=(2|invisible)/);
		assertCheck(examine(WITH_HIDDEN_PROC), '/proc', 'works', /shows all/);
	});

	it('where kill(2) is refused', { skip: withoutSeccomp }, () => {
		assertCheck(
			examine(WITHOUT_KILL),
			'seccomp',
			'costs',
			/a filter, and kill\(2\) is refused: EPERM/,
		);
	});

	it('where pid 1 does not reap', { skip: withoutUnshare || withoutPython }, async (t) => {
		const [file = '', ...words] = [
			...AS_PID_1,
			...NEVER_REAPING,
			'sh',
			'-c',
			SAYS_THAT_IT_IS_THERE,
		];
		const tree = startTree(t, [file, ...words]);
		await tree.line(/^there$/);
		const checks = examine(inNamespaceOf(tree.root.pid as number));
		assertCheck(checks, 'orphans are reaped', 'costs', /not by pid 1, 3000 ms after/);
	});

	it('where the permission model leaves things out', () => {
		const flag =
			Number.parseInt(process.versions.node, 10) < 24 ? 'experimental-permission' : 'permission';
		const args = [`--${flag}`, '--allow-fs-read=*', command, 'doctor', '--json'];
		const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
		assert.ok(stdout, stderr);
		assertCheck(parse(stdout), 'permission model', 'costs', /on, without child, worker/);
	});
});
