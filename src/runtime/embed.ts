/**
 * The program of another thread or process, as text, so that nothing of it has to be found on disk: a user
 * may have bundled us into one file. `bundle/embedded.ts` replaces `embed(require.resolve('./x.js'))` by
 * the text of that file with all that it imports. Unbundled, as the tests of internals run us, the text
 * loads the file.
 */
export function embed(file: string): string {
	return `require(${JSON.stringify(file)});`;
}
