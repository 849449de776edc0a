/** What a process can see of itself, by name. */
import fs = require('node:fs');

const { readdirSync, readlinkSync } = fs;
const host = process as NodeJS.Process & {
	moduleLoadList?: string[];
	_getActiveHandles(): object[];
	_getActiveRequests(): object[];
};

export const looks: Record<string, () => readonly string[]> = {
	'loaded modules': () => host.moduleLoadList ?? [],
	listeners: () => countListeners(process),
	'channel listeners': () =>
		process.channel ? countListeners(process.channel as unknown as NodeJS.EventEmitter) : [],
	'active resources': () => process.getActiveResourcesInfo().sort(),
	'active handles': () => host._getActiveHandles().map(nameOf).sort(),
	'active requests': () => host._getActiveRequests().map(nameOf).sort(),
	'keys of process': () => describeKeys(process),
	'keys of globalThis': () => describeKeys(globalThis),
	'enumerable globals': () => {
		const names: string[] = [];
		for (const key in globalThis) names.push(key);
		return names;
	},
	environment: () => Object.keys(process.env),
	descriptors: () =>
		process.platform === 'linux' ? readdirSync('/proc/self/fd').flatMap(describeDescriptor) : [],
	state: () => [
		`title ${process.title}`,
		`argv ${process.argv.join(' ')}`,
		`execArgv ${process.execArgv.join(' ')}`,
		`cwd ${process.cwd()}`,
		`connected ${process.connected}`,
		`stack trace limit ${Error.stackTraceLimit}`,
		`report ${JSON.stringify(process.report)}`,
	],
};

/** These load modules or make streams of their own, so they come last. */
export const lastLooks: Record<string, () => readonly string[]> = {
	...Object.fromEntries(
		(['stdin', 'stdout', 'stderr'] as const).map((stream) => [
			stream,
			() => [...countListeners(process[stream]), ...describeKeys(process[stream])],
		]),
	),
	...Object.fromEntries(
		['child_process', 'events', 'fs', 'module', 'net', 'timers'].map((module) => [
			`keys of node:${module}`,
			() => describeKeys(require(`node:${module}`)),
		]),
	),
};

function countListeners(emitter: NodeJS.EventEmitter): string[] {
	return emitter.eventNames().map((event) => `${String(event)} ${emitter.listenerCount(event)}`);
}

/** Names, attributes and, for functions, what tells an original from a wrapper. */
function describeKeys(object: object): string[] {
	return Reflect.ownKeys(object).flatMap((key) => {
		const descriptor = Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
		// The one thing that the watchdog leaves there, which no loop over the globals finds.
		if (key === Symbol.for('parent-watchdog@1') && !descriptor.enumerable) return [];
		const { value, get, set, enumerable, configurable, writable } = descriptor;
		const flags = [enumerable && 'e', configurable && 'c', writable && 'w'].map(
			(flag) => flag || '-',
		);
		return `${String(key)} ${flags.join('')} ${[value, get, set].map(describe).join(' ')}`;
	});
}

function describe(value: unknown): string {
	if (typeof value !== 'function') return typeof value;
	const source = Function.prototype.toString.call(value);
	let hash = 0;
	for (let at = 0; at < source.length; at += 1) hash = (hash * 31 + source.charCodeAt(at)) | 0;
	return `function ${hash}`;
}

/**
 * What this look opens for itself is gone when it is asked for, and is left out; so is what the C library
 * reads in another thread just then: whether memory may be overcommitted (`shrink_heap` in malloc/arena.c
 * of glibc).
 */
function describeDescriptor(descriptor: string): string[] {
	try {
		const target = readlinkSync(`/proc/self/fd/${descriptor}`);
		return target === '/proc/sys/vm/overcommit_memory' ? [] : [`${descriptor} ${target}`];
	} catch {
		return [];
	}
}

function nameOf(object: object): string {
	return object.constructor?.name ?? 'an object without a constructor';
}
