/** What a program is, by the name of its file. */
import { basename } from 'node:path';

const RUNTIMES = /^(node|nodejs|iojs|bun|deno|electron)\b/i;

/** Programs that run others: what is left behind is mostly one of these. */
const INTERPRETERS =
	/^(python|pypy|ruby|perl|php|java|lua|tclsh|guile|dotnet|mono|beam\.smp|erl|Rscript|R)\b/i;

/** Whether it runs JavaScript, and so may watch its parent. */
export function isRuntime(name: string): boolean {
	return RUNTIMES.test(name) || name === basename(process.execPath);
}

export function isInterpreter(name: string): boolean {
	return isRuntime(name) || INTERPRETERS.test(name);
}
