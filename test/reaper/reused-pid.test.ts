/** A pid that the supervisor's child had, and that is somebody else's by the time it is killed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { SUBREAPER, withoutPython } from '../helpers/python.js';
import { start } from '../helpers/start.js';

/** Says whether it was hit, and at last, once the reaper is gone, that it is still there. */
const WITNESS =
	'trap "echo hit >&3" TERM CONT; while kill -0 $REAPER; do sleep 0.05; done; echo unharmed >&3';

describe('whoever has the pid of a child that has ended', {
	skip: withoutUnshare || withoutPython,
}, () => {
	const impostors = {
		'a process': { command: ['bash', '-c', WITNESS] },
		'a process in a group whose leader has ended': {
			command: ['bash', '-c', `{ ${WITNESS}; } 2>/dev/null & exit`],
			waits: true,
		},
	};
	for (const [name, impostor] of Object.entries(impostors)) {
		for (const tree of [false, true]) {
			it(`is left alone: ${name}, tree: ${tree}`, async (t) => {
				const supervisor = fixture('reused-pid-supervisor', { ...impostor, tree });
				const prefix = [...AS_PID_1, ...SUBREAPER];
				const all = start(t, supervisor, {}, { prefix });
				assert.deepEqual(await all.end(), ['its pid has been reused', 'unharmed']);
			});
		}
	}
});
