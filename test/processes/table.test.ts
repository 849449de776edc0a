/** The process table, against real processes. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { listProcesses } from '../../src/processes/table.js';
import { createDeadPid, startBystander } from '../helpers/bystanders.js';

const OTHER_PS = `#!/bin/sh
echo "PID   USER     COMMAND"
echo "    1 root     /sbin/init"
`;

describe('the process table', () => {
	// As BusyBox's: it says which options it knows, or lists in a form of its own, and all is well.
	const folder = mkdtempSync(join(tmpdir(), 'other-ps-'));
	after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'ps'), OTHER_PS, { mode: 0o755 });
	const paths: Record<string, string | undefined> = {
		'from ps': process.env.PATH,
		'from /proc, where there is no ps': '/nonexistent',
		'from /proc, where ps knows no such options': folder,
	};
	for (const [name, path] of Object.entries(paths)) {
		const list = async () => {
			const before = process.env.PATH;
			process.env.PATH = path;
			try {
				return await listProcesses();
			} finally {
				process.env.PATH = before;
			}
		};

		it(`has ourselves, ${name}`, async () => {
			const row = (await list())?.find(({ pid }) => pid === process.pid);
			assert.equal(row?.ppid, process.ppid);
			assert.match(row?.name ?? '', /node/);
			assert.ok(row?.cmd?.includes(basename(__filename)), row?.cmd);
		});

		it(`has a child with its command line, ${name}`, async (t) => {
			const { pid } = startBystander(t, ['sleep', '59']);
			const row = (await list())?.find((one) => one.pid === pid);
			const { startTime, ...rest } = row ?? {};
			assert.deepEqual(rest, { pid, ppid: process.pid, name: 'sleep', cmd: 'sleep 59' });
			const age = startTime === undefined ? 0 : Math.abs(Date.now() - startTime);
			assert.ok(age < 60_000, `it started ${age} ms ago`);
			assert.equal(startTime !== undefined, name === 'from ps');
		});

		it(`has no process that is gone, ${name}`, async (t) => {
			const pid = await createDeadPid(t);
			const rows = await list();
			assert.ok(rows && rows.length > 0);
			assert.equal(
				rows.find((row) => row.pid === pid),
				undefined,
			);
		});
	}
});
