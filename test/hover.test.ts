/** What an editor shows: all that is exported, and each of its members, says what it is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

const dist = join(dirname(require.resolve('parent-watchdog/package.json')), 'dist');
/** As the compiler writes declarations: what is named, and from where. */
const NAMED = /^(?:import|export) (?:type )?\{([^}]*)\} from '([^']+)';$/gm;
/** A member of a class or an interface, but none whose type says all: nothing, one text, or an iterator. */
const MEMBER =
	/^ {4}(?!private |constructor\(|static \[|readonly \[|.*\?: undefined;|readonly type: ')[a-z[]/i;
/** A client of another library, as far as we use it: its own documentation says what its members are. */
const FOREIGN = /Client$|^PostgresPool$/;

describe('hover text', () => {
	for (const entry of ['index.d.ts', 'supervisor.d.ts', 'lease.d.ts']) {
		for (const [name, file] of listNamed(join(dist, entry))) {
			it(`${name} of ${entry}`, () => {
				const lines = findDeclaration(name, file);
				const silent = lines.filter((line, index) => {
					const isNamed = index === 1 || (MEMBER.test(line) && !FOREIGN.test(name));
					return isNamed && index > 0 && !lines[index - 1]?.endsWith('*/');
				});
				assert.deepEqual(silent, []);
			});
		}
	}
});

function listNamed(path: string): [name: string, file: string][] {
	const text = readFileSync(path, 'utf8');
	return [...text.matchAll(NAMED)].flatMap(([, names = '', from = '']) =>
		names
			.split(',')
			.map((name) => name.replace(/^\s*type /, '').trim())
			.filter(Boolean)
			.map((name): [string, string] => [name, join(dirname(path), from.replace(/\.js$/, '.d.ts'))]),
	);
}

/** Its lines, after the one before them. Some files only pass on what others declare. */
function findDeclaration(name: string, path: string): string[] {
	const lines = readFileSync(path, 'utf8').split('\n');
	const declares = new RegExp(
		`^export (declare )?(abstract )?(class|interface|type|function|const) ${name}\\b`,
	);
	const start = lines.findIndex((line) => declares.test(line));
	if (start < 0) {
		const from = listNamed(path).find(([known]) => known === name);
		assert.ok(from, `${name} is declared in ${path}`);
		return findDeclaration(...from);
	}
	const end = lines.findIndex((line, index) => index >= start && /^(\}|\S.*;$)/.test(line));
	return lines.slice(start - 1, end);
}
