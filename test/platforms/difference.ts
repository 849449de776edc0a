/** What is known to differ somewhere: a line of the page, which has to be true as well. */
export interface Difference {
	/** The name of the behaviour begins so. */
	behaviour: string;
	/** The name of the runtime begins so. */
	runtime: string;
	/** What comes of it there; nothing where it is not possible, and not tried. */
	story?: readonly string[];
	/** Why, as the page says it. */
	reason: string;
}
