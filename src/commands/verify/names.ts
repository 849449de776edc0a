/** What processes are called: so that they are found again in another trial. */
import { basename } from 'node:path';
import type { Entry, Roster } from './roster.js';

/** The names from the top down. */
export function pathOf(roster: Roster, entry: Entry): string {
	return roster.lineOf(entry).map(nameOf).join(' > ');
}

/** Of an interpreter, with what it runs: `node server.js`. */
export function nameOf({ words }: Entry): string {
	const [program = '?', ...rest] =
		words.join(' ') === words[0] ? (words[0] ?? '').split(' ') : words;
	const name = basename(program).replace(/^-/, '');
	if (!INTERPRETER.test(name)) return name;
	const script = rest.find((word) => !word.startsWith('-') || word === '-c' || word === '-e');
	return script ? `${name} ${basename(script)}` : name;
}

const INTERPRETER = /^(node|python|ruby|perl|php|bun|deno|(ba|da|z)?sh$)/;
