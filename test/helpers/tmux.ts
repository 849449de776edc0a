/** A screen that can be read: tmux, with a server of its own for each. https://man.openbsd.org/tmux */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { canRun } from './isolation.js';
import { until } from './until.js';

/** For a test's `skip` option: false, or the reason. */
export const withoutTmux = canRun(['tmux', '-V']) ? false : 'there is no tmux';

export interface Tmux {
	/** What is on the screen now. */
	read(): string;
	/** Waits until the screen shows it; returns the screen. */
	shows(pattern: RegExp): Promise<string>;
	/** Names of keys (`Down`, `C-c`), or text. */
	press(...keys: string[]): void;
	resize(columns: number, rows: number): void;
}

/** A shell that runs the words as they are, and then says `status 0` and whether the terminal is as before. */
export function startTmux(
	t: TestContext,
	words: readonly string[],
	{ columns = 100, rows = 20 } = {},
): Tmux {
	const folder = mkdtempSync(join(tmpdir(), 'tmux-'));
	const socket = join(folder, 'socket');
	const run = (...args: string[]) => {
		const { status, stdout, stderr } = spawnSync('tmux', ['-S', socket, ...args], {
			encoding: 'utf8',
			env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' },
		});
		if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
		return stdout;
	};
	const script = `before=$(stty -g); "$@"; echo "status $?"
		if [ "$before" = "$(stty -g)" ]; then echo as before; else echo changed; fi; exec sleep 60`;
	run(
		...['-f', '/dev/null', '-u', 'new-session', '-d', '-x', String(columns), '-y', String(rows)],
		...['bash', '-c', script, 'bash', ...words],
	);
	t.after(() => {
		run('kill-server');
		rmSync(folder, { recursive: true });
	});
	const read = () => run('capture-pane', '-p');
	return {
		read,
		shows: async (pattern) => {
			let screen = '';
			const isShown = () => {
				screen = read();
				return pattern.test(screen);
			};
			await until(`the screen shows ${pattern}`, isShown).catch((error: Error) => {
				throw new Error(`${error.message}\n${screen}`);
			});
			return screen;
		},
		press: (...keys) => {
			run('send-keys', ...keys);
		},
		resize: (width, height) => {
			run('resize-window', '-x', String(width), '-y', String(height));
		},
	};
}
