/** Machines of a fleet: network namespaces, each with a cable to the one where the engine is. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { canRun } from './isolation.js';

export interface Machine {
	/** Runs a command there. */
	readonly prefix: readonly string[];
	/** Its cable: what is sent is lost, and nobody says so. */
	cut(): void;
	mend(): void;
}

export interface Network {
	/** Of the engine, for all machines. */
	readonly address: string;
	readonly engine: readonly string[];
	addMachine(): Machine;
	remove(): void;
}

/** For a test's `skip` option: false, or the reason. */
export const withoutNetworks = canAdd() ? false : 'no network namespaces can be made with ip(8)';

export function createNetwork(): Network {
	const name = `pw-${randomBytes(4).toString('hex')}`;
	const names = [`${name}-engine`];
	const [engine = ''] = names;
	const address = '10.200.0.1';
	ip('netns', 'add', engine);
	ip('-n', engine, 'link', 'set', 'lo', 'up');
	ip('-n', engine, 'address', 'add', `${address}/32`, 'dev', 'lo');
	return {
		address,
		engine: inside(engine),
		addMachine: () => {
			const number = names.length;
			const machine = `${name}-${number}`;
			const cable = `cable${number}`;
			names.push(machine);
			ip('netns', 'add', machine);
			ip('-n', machine, 'link', 'set', 'lo', 'up');
			const peer = ['type', 'veth', 'peer', 'name', cable, 'netns', engine];
			ip('-n', machine, 'link', 'add', 'name', 'cable', ...peer);
			ip('-n', engine, 'address', 'add', `10.200.${number}.1/30`, 'dev', cable);
			ip('-n', machine, 'address', 'add', `10.200.${number}.2/30`, 'dev', 'cable');
			ip('-n', engine, 'link', 'set', cable, 'up');
			ip('-n', machine, 'link', 'set', 'cable', 'up');
			ip('-n', machine, 'route', 'add', 'default', 'via', `10.200.${number}.1`);
			return {
				prefix: inside(machine),
				cut: () => ip('-n', engine, 'link', 'set', cable, 'down'),
				mend: () => ip('-n', engine, 'link', 'set', cable, 'up'),
			};
		},
		remove: () => {
			for (const one of names) ip('netns', 'delete', one);
		},
	};
}

function canAdd(): boolean {
	const name = `pw-${randomBytes(4).toString('hex')}`;
	return canRun(['ip', 'netns', 'add', name]) && canRun(['ip', 'netns', 'delete', name]);
}

function inside(name: string): readonly string[] {
	return ['ip', 'netns', 'exec', name];
}

function ip(...args: string[]): void {
	execFileSync('ip', args, { stdio: 'pipe' });
}
