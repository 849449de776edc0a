/** The program of every member of a tree: it does what its plan says and writes down what happens to it. */
import { subscribe } from 'node:diagnostics_channel';
import { RECORD, record } from '../helpers/record.js';
import { type Happening, now } from './event.js';
import { launch } from './launch.js';
import type { MemberPlan } from './plan.js';

const plan: MemberPlan = JSON.parse(process.argv[2] ?? '');
// From then on it knows its parent; whoever is loaded before all else has known it by now.
if (plan.watch === 'code') library();
note({ what: 'born', pid: process.pid, ppid: process.ppid });
process.on('exit', (code) => note({ what: 'exit', code }));
process.on('uncaughtExceptionMonitor', (error) => note({ what: 'crash', error: String(error) }));
subscribe('parent-watchdog:shutdown', (message) => {
	const { reason } = message as { reason: { type: string; message: string } };
	note({ what: 'shutdown', type: reason.type, detail: reason.message });
});
subscribe('parent-watchdog:end', (message) => {
	note({ what: 'end', how: (message as { how: string }).how });
});
setInterval(() => {}, 60_000);

if (plan.watch === 'code') library().watchParent(plan.guard ? { guard: true } : {});
for (const [hook, { after, takes }] of plan.hooks.entries()) {
	soon(after, () => addHook(hook, takes));
}
if (plan.logs) setInterval(() => console.log('a line that the parent reads'), 3);
let left = plan.children.length;
for (const child of plan.children) soon(child.delay, () => startChild(child));
if (plan.children.length === 0) onReady();
if (plan.exitAfter !== undefined) setTimeout(leave, plan.exitAfter);

function addHook(hook: number, takes: number): void {
	library().addCleanupHook(async () => {
		note({ what: 'hook began', hook });
		await new Promise((resolve) => setTimeout(resolve, takes));
		note({ what: 'hook ended', hook });
	});
	note({ what: 'hook added', hook });
}

function startChild(child: MemberPlan): void {
	const { id, shell, disconnectAfter } = child;
	const started = launch(child, process.env, 'inherit', RECORD);
	started.on('error', (error) => note({ what: 'crash', error: `cannot start ${id}: ${error}` }));
	note({ what: 'started', pid: started.pid as number, shell }, id);
	if (disconnectAfter !== undefined) {
		setTimeout(() => {
			if (!started.connected) return;
			note({ what: 'disconnects', child: id });
			started.disconnect();
		}, disconnectAfter);
	}
	left -= 1;
	if (left === 0) onReady();
}

function onReady(): void {
	note({ what: 'ready' });
	if (plan.blocksAfter !== undefined) setTimeout(block, plan.blocksAfter);
}

function block(): void {
	note({ what: 'blocks' });
	for (;;) {}
}

function leave(): void {
	note({ what: 'leaves' });
	process.exit();
}

function soon(ms: number, run: () => void): void {
	if (ms === 0) run();
	else setTimeout(run, ms);
}

/** Loaded only by those that use it. */
function library(): typeof import('parent-watchdog') {
	return require('parent-watchdog');
}

function note(happening: Happening, id = plan.id): void {
	record(JSON.stringify({ at: now(), id, ...happening }));
}
