/**
 * What VS Code's extension host has in its environment is for its children, as it is. Electron itself is not in its
 * package, which downloads it: what it would start is played by a script.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { command } from './helpers/command.js';
import { PRELOAD } from './helpers/start.js';
import { startTree } from './helpers/tree.js';
import { until } from './helpers/until.js';

/** As its processes have them: https://github.com/microsoft/vscode/blob/main/src/vs/base/common/processes.ts */
const HOST = {
	ELECTRON_NO_ATTACH_CONSOLE: '1',
	ELECTRON_RUN_AS_NODE: '1',
	VSCODE_CRASH_REPORTER_PROCESS_TYPE: 'extensionHost',
	VSCODE_CWD: '/a folder',
	VSCODE_ESM_ENTRYPOINT: 'vs/workbench/api/node/extensionHostProcess',
	VSCODE_HANDLES_UNCAUGHT_ERRORS: 'true',
	VSCODE_IPC_HOOK: '/run/user/1000/vscode-main.sock',
	VSCODE_NLS_CONFIG: '{"userLocale":"de","osLocale":"de"}',
	VSCODE_PID: '1',
};

const TELL = `
	const own = Object.entries(process.env).filter(([name]) => /^(VSCODE|ELECTRON)_/.test(name));
	const line = process.env.WAY + ' ' + JSON.stringify(Object.fromEntries(own.sort())) + '\\n';
	require('node:fs').writeSync(3, line);
`;

const HOST_PROCESS = `
	const { spawn } = require('node:child_process');
	const { supervise } = require('parent-watchdog/supervisor');
	const { watchParent } = require('parent-watchdog');
	watchParent();
	const stdio = ['ignore', 'inherit', 'inherit', 3];
	const tell = ['-e', process.env.TELL];
	const start = (starter, file, args, WAY) => starter(file, args, { stdio, env: { ...process.env, WAY } });
	const supervisor = supervise();
	start(spawn, process.execPath, tell, 'spawn');
	start((...all) => supervisor.spawn(...all), process.execPath, tell, 'supervised');
	const run = [process.env.COMMAND, 'run', '--', process.execPath, ...tell];
	start(spawn, process.execPath, run, 'run');
`;

const APPLICATION = `
	Object.defineProperty(process.versions, 'electron', { value: '45.0.0' });
	process.execPath = process.env.EXECUTABLE;
	require('parent-watchdog/supervisor').supervise().spawn('sleep', ['60'], { stdio: 'ignore' });
	setInterval(() => {}, 60_000);
`;

describe("the environment of VS Code's extension host, and of Electron", () => {
	it('a child by spawn(), by a supervisor and by "run"', async (t) => {
		const env = { ...process.env, ...HOST, TELL, COMMAND: command };
		const words = [process.execPath, ...PRELOAD, '-e', HOST_PROCESS] as const;
		const lines = await startTree(t, words, { env }).end();
		const expected = ['run', 'spawn', 'supervised'].map((way) => `${way} ${JSON.stringify(HOST)}`);
		assert.deepEqual([...lines].sort(), expected);
	});

	it('the reaper of an Electron application is Node, and not that application once more', async (t) => {
		const folder = mkdtempSync(join(tmpdir(), 'electron-'));
		t.after(() => rmSync(folder, { recursive: true }));
		const [EXECUTABLE, TOLD] = [join(folder, 'electron'), join(folder, 'told')];
		const script = `#!/bin/sh\necho "as Node: $ELECTRON_RUN_AS_NODE" > "$TOLD"\nexec "${process.execPath}" "$@"\n`;
		writeFileSync(EXECUTABLE, script, { mode: 0o755 });
		const env = { ...process.env, EXECUTABLE, TOLD, ELECTRON_RUN_AS_NODE: undefined };
		const tree = startTree(t, [process.execPath, '-e', APPLICATION], { env });
		await until('it has been started', () => existsSync(TOLD) && readFileSync(TOLD).length > 0);
		assert.equal(readFileSync(TOLD, 'utf8'), 'as Node: 1\n');
		tree.kill('SIGKILL');
		await tree.end();
	});
});
