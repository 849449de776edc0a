/** Families that live, for whoever ends the benchmark early. */
export const living = new Set<{ end(): Promise<void> }>();

export async function endAllFamilies(): Promise<void> {
	await Promise.all([...living].map((family) => family.end()));
}
