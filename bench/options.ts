/** What the command line says. */
import { parseArgs } from 'node:util';

export interface Options {
	/** How often each thing is measured, where a part does not need fewer. */
	rounds: number;
	/** The same for what we measure of ourselves: one round there has many samples, or takes long. */
	ownRounds: number;
	/** What a full run may take, as far as rounds decide about that. */
	minutes: number;
	/** Shows that all of it works, not how fast: fewer peers, cases and sizes. */
	brief: boolean;
	/** For how long idle processes are looked at. */
	seconds: number;
	/** The most children of one parent. */
	children: number;
	/** Another build of the package, to compare with. */
	before: string | undefined;
	/** Parts of the names of what is measured; all where there is none. */
	names: string[];
	/** Where the page and its plots go, if anywhere. */
	page: string | undefined;
	/** Says what is being measured. */
	note(what: string): void;
}

const SMOKE = { rounds: 2, ownRounds: 1, minutes: 1, seconds: 2, children: 2 };
const FULL = { rounds: 200, ownRounds: 5, minutes: 20, seconds: 60, children: 1000 };

export function readOptions(argv: readonly string[]): Options {
	const { values, positionals } = parseArgs({
		args: [...argv],
		options: {
			rounds: { type: 'string' },
			minutes: { type: 'string' },
			seconds: { type: 'string' },
			children: { type: 'string' },
			before: { type: 'string' },
			only: { type: 'string' },
			page: { type: 'string' },
			smoke: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	const names = [...positionals, ...(values.only?.split(',') ?? [])];
	const defaults = values.smoke ? SMOKE : FULL;
	const startedAt = performance.now();
	return {
		rounds: count('--rounds', values.rounds, defaults.rounds),
		ownRounds: count('--rounds', values.rounds, defaults.ownRounds),
		minutes: count('--minutes', values.minutes, defaults.minutes),
		brief: values.smoke,
		seconds: count('--seconds', values.seconds, defaults.seconds),
		children: count('--children', values.children, defaults.children),
		before: values.before,
		names,
		page: values.page ?? (names.length === 0 && !values.smoke ? 'docs' : undefined),
		note: (what) => {
			const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
			process.stderr.write(`${seconds.padStart(5)} s  ${what}\n`);
		},
	};
}

function count(name: string, given: string | undefined, fallback: number): number {
	const value = given === undefined ? fallback : Number(given);
	if (!Number.isInteger(value) || value < 1) {
		throw new RangeError(`${name} must be a positive integer, but is ${given}`);
	}
	return value;
}
