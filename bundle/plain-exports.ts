/**
 * `exports.x = x` in the place of a getter, which Rolldown writes in case `x` changes later. In the preload
 * alone, 44 getters cost each process 0.4 ms of processor time (Node 20). What files share they export at once:
 * one by one, the 58 of the preload cost 0.15 ms. Entrances do it one by one, because Node looks for that when an ES
 * module imports them: https://github.com/nodejs/cjs-module-lexer
 */
import type { Plugin } from 'rolldown';

const GETTER =
	/^Object\.defineProperty\(exports, "([\w$]+)", \{\s+enumerable: true,\s+get: function \(\) \{\s+return ([\w$]+);\s+\}\s+\}\);$/gm;

const LIST = /(?:^exports\.[\w$]+ = [\w$]+;\n?)+/gm;

export const plainExports: Plugin = {
	name: 'plain-exports',
	transform(code, id) {
		if (!id.startsWith('\0') && /^export (let|var)\b/m.test(code)) {
			throw new Error(`${id} exports what may change: export a function that returns it`);
		}
	},
	renderChunk(code, { isEntry }) {
		// All of them stand at the end: no line that the source map knows moves.
		const plain = code.replace(GETTER, 'exports.$1 = $2;');
		const replaced = isEntry ? plain : plain.replace(LIST, exportAtOnce);
		if (replaced.includes('defineProperty(exports, "'))
			throw new Error('an export is a getter still');
		return { code: replaced, map: null };
	},
};

function exportAtOnce(list: string): string {
	const pairs = [...list.matchAll(/^exports\.([\w$]+) = ([\w$]+);/gm)];
	const names = pairs.map(([, name, value]) => (name === value ? name : `${name}: ${value}`));
	return `Object.assign(exports, { ${names.join(', ')} });\n`;
}
