/**
 * Whether all is played: `x.long.test.ts` is nothing but an import of `x.test.ts`, which then leaves nothing
 * out. Otherwise it plays some of each kind.
 */
export const isLong = process.argv[1]?.endsWith('.long.test.js') ?? false;
