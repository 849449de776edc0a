/** Puts the text of a program in the place of `embed(require.resolve('./x.js'))`; see `src/runtime/embed.ts`. */
import { basename } from 'node:path';
import { type InputOptions, type Plugin, rolldown } from 'rolldown';
import { toSource } from './lazy-parts.js';

const CALL = /\bembed\(require\.resolve\('(\.[^']+\.js)'\)\)/g;
/** Marks the module that holds the text of a program. */
const TEXT = '?text';

/** `options` are those of the bundle that holds it. */
export function embedded(options: InputOptions): Plugin {
	return {
		name: 'embedded',
		transform(code) {
			let imports = '';
			let count = 0;
			const replaced = code.replace(CALL, (_, specifier) => {
				const name = `EMBEDDED_${++count}`;
				imports += `import ${name} from '${specifier}${TEXT}';`;
				return name;
			});
			// No line moves, so that the source map holds.
			return imports ? { code: `${replaced}${imports}`, map: null } : null;
		},
		resolveId(specifier, importer) {
			return importer && specifier.endsWith(TEXT) ? toSource(specifier, importer) : null;
		},
		async load(id) {
			if (!id.endsWith(TEXT)) return null;
			const text = await bundleProgram(id.slice(0, -TEXT.length), options);
			return { code: `export default ${toTemplate(text)};`, moduleType: 'js' };
		},
	};
}

/** One file that needs no other but Node's own modules: also what is lazy elsewhere is in it. */
async function bundleProgram(file: string, options: InputOptions): Promise<string> {
	const bundle = await rolldown({ ...options, input: file, external: /^node:/, plugins: [] });
	const { output } = await bundle.generate({
		format: 'cjs',
		strict: true,
		minify: false,
		comments: false,
		codeSplitting: false,
		// Nothing becomes a global of the thread or process that runs it.
		banner: '(function () {',
		footer: '})();',
	});
	return `${output[0].code}\n//# sourceURL=parent-watchdog/${basename(file, '.ts')}.js\n`;
}

/** Readable in the file that holds it. */
function toTemplate(text: string): string {
	return `\`${text.replaceAll(/[\\`]|\$(?=\{)/g, '\\$&')}\``;
}
