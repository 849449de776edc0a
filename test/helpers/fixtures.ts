import { join } from 'node:path';
import type { FixtureOptions } from '../fixtures/options.js';

/** A program of the tests and how it is started. It is plain data, so a fixture can be an option of another. */
export interface Fixture {
	readonly path: string;
	/** The one variable that holds its options, if it has any. */
	readonly variables: Readonly<Record<string, string>>;
}

/** No options for a fixture that is not in the table. */
type OptionsOf<Name extends string> = Name extends keyof FixtureOptions
	? [options?: Given<FixtureOptions[Name]>]
	: [];

/** What is optional may be undefined as well: JSON leaves it out. */
export type Given<Options> = {
	[Name in keyof Options]: object extends Pick<Options, Name>
		? Options[Name] | undefined
		: Options[Name];
};

/** `fixture('child', { logs: true })`; an ES module is `x.mjs`. */
export function fixture<Name extends string>(name: Name, ...[options]: OptionsOf<Name>): Fixture {
	const variables = options ? { [variableOf(name)]: JSON.stringify(options) } : {};
	return { path: fixturePath(name), variables };
}

/** For the fixture itself: what it was started with. */
export function readOptions<Name extends keyof FixtureOptions>(name: Name): FixtureOptions[Name] {
	return JSON.parse(process.env[variableOf(name)] ?? '{}');
}

/** The compiled file: `build/test/fixtures/child.js`. */
export function fixturePath(name: string): string {
	return join(__dirname, '..', 'fixtures', name.endsWith('.mjs') ? name : `${name}.js`);
}

/** Each fixture has a variable of its own, so options reach a child through any program between. */
function variableOf(name: string): string {
	return `FIXTURE_${name.replace(/\W+/g, '_').toUpperCase()}`;
}

/** The preload, by its path. */
export const register = require.resolve('parent-watchdog/register');

/** What makes the fixture `child` watch by itself, wherever it is in a tree. */
export const WATCHES = fixture('child', { watches: true }).variables;
