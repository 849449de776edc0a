/**
 * Node's permission model, under which a child reads only what its options name. The option that names more is an
 * error where the model is off, so it goes where the model is switched on: in arguments, or in `NODE_OPTIONS`.
 * https://nodejs.org/api/permissions.html
 */
import { isAbsolute, relative, resolve } from 'node:path';

const SWITCH = /^--(experimental-)?permission$/;
const ALLOWED = /^--allow-fs-read(?:=(.*))?$/;
/** Options whose value is the next word; behind the first word that is neither, all is the program's. */
const WITH_VALUE =
	/^(-r|--require|--import|-e|--eval|-p|-pe|--print|-C|--conditions|--loader|--experimental-loader|--allow-fs-(read|write)|--title|--input-type)$/;

/** The words before the program's own: options of Node, with their values. */
export function takeNodeOptions(args: readonly string[]): string[] {
	let count = 0;
	while (args[count]?.startsWith('-')) count += WITH_VALUE.test(args[count] ?? '') ? 2 : 1;
	return args.slice(0, count);
}

/** As Node splits `NODE_OPTIONS`: by spaces, and within double quotes a backslash takes the next character as it is. */
export function splitNodeOptions(text: string): string[] {
	const words = text.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
	return words.map((word) =>
		word.replaceAll(/"((?:\\.|[^"\\])*)"/g, (_, quoted: string) =>
			quoted.replaceAll(/\\(.)/g, '$1'),
		),
	);
}

export function isSwitchedOn(options: readonly string[]): boolean {
	return options.some((option) => SWITCH.test(option));
}

/** Whether they name the folder already, or one that it is in. */
export function areAllowed(folder: string, options: readonly string[]): boolean {
	return options.some((option, index) => {
		const [isNamed, value = options[index + 1] ?? ''] = ALLOWED.exec(option) ?? [];
		if (!isNamed) return false;
		return value.split(',').some((path) => path === '*' || contains(path, folder));
	});
}

/** `undefined` for a folder that the option cannot name: commas divide folders, and stars are wildcards. */
export function allow(folder: string): string | undefined {
	return /[,*]/.test(folder) ? undefined : `--allow-fs-read=${folder}`;
}

function contains(path: string, folder: string): boolean {
	const way = relative(resolve(path.replace(/[\\/]\*?$/, '')), folder);
	return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}
