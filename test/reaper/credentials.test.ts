/** A reaper has no more rights than its supervisor has by now. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { readStatus, startBystander } from '../helpers/bystanders.js';
import { createFolder } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { withoutNobody } from '../helpers/isolation.js';
import { SUBREAPER, withoutPython } from '../helpers/python.js';
import { start } from '../helpers/start.js';
import { until } from '../helpers/until.js';

it('of one that has dropped its privileges neither kills what is of root, nor removes it', {
	skip: withoutPython || withoutNobody,
}, async (t) => {
	const victim = startBystander(t);
	const folder = realpathSync(createFolder(t));
	const file = join(folder, 'of-root');
	writeFileSync(file, '');
	chmodSync(folder, 0o755);
	const dropping = fixture('dropping-supervisor', { victim: victim.pid, file });
	const tree = start(t, dropping, {}, { prefix: SUBREAPER });
	const [, reaper] = await tree.line(/^reaper pid=(\d+)/);
	const pid = Number(reaper);
	await until('it has followed', () => /^65534\s/.test(readStatus(pid, 'Uid')));
	assert.match(readStatus(pid, 'Gid'), /^65534\s+65534\s+65534/);
	process.kill(Number((await tree.line(/^starts pid=(\d+)/))[1]), 'SIGKILL');
	await tree.end();
	assert.equal(victim.signalCode, null);
	assert.match(readStatus(victim.pid, 'State'), /^[RSD]/);
	assert.ok(existsSync(file));
});
