import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

const supervisor = supervise();
const folder = mkdtempSync(join(tmpdir(), 'careless-'));
supervisor.track(folder);
supervisor.spawn('sleep', ['603'], { stdio: 'inherit' });
console.log(folder);
