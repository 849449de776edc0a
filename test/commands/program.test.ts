/** The command line as such: help, version, completion, the manual, and what is typed wrongly. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { runCommand } from '../helpers/command.js';

describe('what is typed wrongly is named, with the nearest that there is', () => {
	const cases: Record<string, { args: string[]; says: RegExp; status: number }> = {
		'a command': {
			args: ['rum'],
			says: /unknown command 'rum'\n\(Did you mean run\?\)/,
			status: 2,
		},
		'an option': {
			args: ['verify', '--hlep'],
			says: /unknown option '--hlep'\n\(Did you mean --help\?\)/,
			status: 2,
		},
		'no command': { args: [], says: /^Usage: parent-watchdog/, status: 2 },
		'a shell': {
			args: ['completion', 'fsh'],
			says: /Allowed choices are bash, zsh, fish/,
			status: 2,
		},
	};
	for (const [name, { args, says, status }] of Object.entries(cases)) {
		it(name, () => {
			const outcome = runCommand(args);
			assert.match(outcome.stderr, says);
			assert.deepEqual(
				{ ...outcome, stderr: '' },
				{ status, signal: null, stdout: '', stderr: '' },
			);
		});
	}
});

it('prints its version', () => {
	const file = readFileSync(require.resolve('parent-watchdog/package.json'), 'utf8');
	const outcome = runCommand(['--version']);
	assert.deepEqual(outcome, {
		status: 0,
		signal: null,
		stdout: `${JSON.parse(file).version}\n`,
		stderr: '',
	});
});

const commands = /^ {2}(\w+)/gm;

it('has the same commands in its help, its manual and its completion', () => {
	const help = runCommand(['--help']).stdout.split('Commands:')[1] ?? '';
	const names = [...help.matchAll(commands)].map(([, name]) => name as string);
	assert.ok(names.includes('run'), help);
	const manual = runCommand(['manual']).stdout;
	const script = `${runCommand(['completion', 'bash']).stdout}
		COMP_WORDS=(parent-watchdog '') COMP_CWORD=1
		_parent_watchdog
		printf '%s\\n' "\${COMPREPLY[@]}"`;
	const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
	for (const name of names) {
		assert.match(manual, new RegExp(`^\\.SS "${name}[ "]`, 'm'));
		assert.match(stdout, new RegExp(`^${name}$`, 'm'));
	}
});
