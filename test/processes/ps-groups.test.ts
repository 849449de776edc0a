/** What `ps -axo pid=,pgid=,stat=` writes, by system; Linux answers as well, but is never asked. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseGroups } from '../../src/processes/ps-groups.js';

const MACOS = `    1     1 Ss  
  345   345 S+  
  678   345 Z   
  679   345 ?E  
41712 41712 TN  
`;
const FREEBSD = `   0    0 DLs
   1    1 ILs
 716  716 Is
1042 1042 Z+
1043 1042 RC+
`;
/** It knows no "a" and no "x", and lists in its own form. */
const BUSYBOX = `PID   USER     COMMAND
    1 root     /sbin/init
    2 root     [kthreadd]
   40 1000     sleep 60
`;

const tables: Record<string, [text: string, rows: string[]]> = {
	macOS: [MACOS, ['1 in 1', '345 in 345', '678 in 345, ended', '679 in 345', '41712 in 41712']],
	FreeBSD: [FREEBSD, ['0 in 0', '1 in 1', '716 in 716', '1042 in 1042, ended', '1043 in 1042']],
	BusyBox: [BUSYBOX, []],
	nothing: ['', []],
};

for (const [system, [text, rows]] of Object.entries(tables)) {
	it(system, () => {
		const found = [...parseGroups(text)].map(
			([pid, { pgrp, hasEnded }]) => `${pid} in ${pgrp}${hasEnded ? ', ended' : ''}`,
		);
		assert.deepEqual(found, rows);
	});
}
