/** Children that do odd things with the socket that their lifeline is. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { withoutPython } from '../helpers/python.js';
import { createSupervisor, inTime } from '../helpers/supervised.js';

const LIFELINE = `
import array, socket, time
line = socket.socket(fileno=3)
def set(key): line.send(b'{"type":"request","id":1,"change":"set","key":"%s"}\\t1\\n' % key)
`;

describe('a child that', { skip: withoutPython }, () => {
	it('sends descriptors over its lifeline: none of them stays open', async (t) => {
		const supervisor = createSupervisor(t);
		const before = countDescriptors();
		const child = supervisor.spawn(
			'python3',
			[
				'-c',
				`${LIFELINE}
some = array.array('i', [0] * 100)
for _ in range(100):
    line.sendmsg([b'{"type":"heard","stop":true}\\n'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, some)])
set(b'sent')
time.sleep(60)`,
			],
			{ stdio: 'ignore' },
		);
		assert.equal((await inTime(once(supervisor.shared, 'change')))[0], 'sent');
		// The lifeline is one, and one more may be open for a moment.
		assert.ok(countDescriptors() < before + 10, `${before}, then ${countDescriptors()}`);
		child.kill();
		await child.exited;
	});

	for (const how of ['SHUT_WR', 'SHUT_RD', 'SHUT_RDWR']) {
		it(`half-closes its lifeline (${how}): it is stopped in time all the same`, async (t) => {
			const supervisor = createSupervisor(t);
			const child = supervisor.spawn(
				'python3',
				[
					'-c',
					`${LIFELINE}
line.send(b'{"type":"hello","pid":1}\\n')
set(b'ready')
line.shutdown(socket.${how})
time.sleep(60)`,
				],
				{ stdio: 'ignore' },
			);
			const [line] = child.process.stdio.slice(-1);
			assert.equal((await inTime(once(supervisor.shared, 'change')))[0], 'ready');
			// What is written meanwhile reaches nobody, and waits for nobody.
			for (let count = 0; count < 100; count++) {
				supervisor.shared.set('k', count + 'x'.repeat(10_000));
				await new Promise((next) => setImmediate(next));
			}
			const { writableLength = 0 } = line as { writableLength?: number };
			assert.ok(writableLength < 300_000, `${writableLength} bytes wait`);
			supervisor.stopEvent.set();
			const { endedBy } = await inTime(child.stop({ event: 500 }));
			assert.equal(endedBy, 'terminate');
		});
	}

	it('passes its lifeline on and ends: what holds it then keeps nobody', async (t) => {
		const supervisor = createSupervisor(t);
		const script = `(sleep 1; echo '{"type":"request","id":1,"change":"set","key":"late"}\t1' >&3) &`;
		const child = supervisor.spawn('sh', ['-c', script], { stdio: 'ignore' });
		assert.equal(await inTime(child.exited), 0);
		const [line] = child.process.stdio.slice(-1);
		assert.equal(line?.destroyed, true);
		await inTime(supervisor.stop());
		assert.equal(supervisor.shared.has('late'), false);
	});
});

function countDescriptors(): number {
	return readdirSync('/proc/self/fd').length;
}
