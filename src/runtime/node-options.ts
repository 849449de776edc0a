/** A path as `NODE_OPTIONS` has it: https://nodejs.org/api/cli.html#node_optionsoptions */
export function quotePath(path: string): string {
	return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
