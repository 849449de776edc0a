/**
 * Preloaded into every process of the demo. It only listens to what the watchdog publishes, so that the
 * programs themselves need not know of the demo.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { DiagnosticsMessages } from 'parent-watchdog';
import { record } from './record.js';

subscribe('parent-watchdog:verdict', (message) => {
	const { verdict, source, parentPid, suspectedAt, decidedAt } =
		message as DiagnosticsMessages['verdict'];
	const probedFor = decidedAt - suspectedAt;
	record({ event: 'verdict', verdict, source, parentPid, probedFor });
});
process.on('exit', (code) => record({ event: 'exit', code }));
// The event loop starts once the program has run: by then its hooks are registered.
setImmediate(() => record({ event: 'ready' }));
