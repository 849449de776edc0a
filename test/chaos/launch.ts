/** Starts a member, for the player of a round and for its parent alike. */
import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { register } from '../helpers/fixtures.js';
import type { MemberPlan } from './plan.js';

const program = join(__dirname, 'member.js');

export function launch(
	plan: MemberPlan,
	inherited: NodeJS.ProcessEnv,
	stderr: 'inherit' | 'pipe',
	record: number | 'pipe',
): ChildProcess {
	const { watch, ipc, shell, guard } = plan;
	const execArgv = watch === 'require' ? ['--require', register] : [];
	const env: NodeJS.ProcessEnv = { ...inherited };
	delete env.NODE_OPTIONS;
	delete env.PARENT_WATCHDOG_GUARD;
	if (watch === 'options') env.NODE_OPTIONS = `--require "${register}"`;
	if (guard && watch !== 'code') env.PARENT_WATCHDOG_GUARD = '1';
	const stdio: StdioOptions = ['ignore', 'pipe', stderr, record];
	if (ipc) stdio.push('ipc');
	const words = [process.execPath, ...execArgv, program, JSON.stringify(plan)];
	const child = shell
		? spawn('sh', ['-c', '"$@"; true', 'sh', ...words], { env, stdio })
		: ipc
			? fork(program, [JSON.stringify(plan)], { execArgv, env, stdio })
			: spawn(process.execPath, words.slice(1), { env, stdio });
	child.stdout?.resume();
	return child;
}
