/** Which fields a message must have, and of which kind. */
export type Shape = readonly { name: string; check: (value: unknown) => boolean }[];

export const isId = (value: unknown) => Number.isSafeInteger(value);
export const isText = (value: unknown) => typeof value === 'string';
export const isMissingOr = (check: (value: unknown) => boolean) => (value: unknown) =>
	value === undefined || check(value);
