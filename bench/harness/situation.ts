/** In what a parent and its child live. */
export interface Situation {
	/** What stands before the parent's command, and before the child's. */
	aroundParent?: readonly string[];
	aroundChild?: readonly string[];
	child?: 'idle' | 'busy' | 'logging';
	detached?: boolean;
	/** How many children. Default: 1. */
	count?: number;
	/** The parent dies before the child has loaded. */
	diesAtOnce?: boolean;
}

/** Its pids mean other processes out here. All in there end with the unshare(1) that has made it. */
export function isNested({ aroundParent = [], aroundChild = [] }: Situation): boolean {
	return [...aroundParent, ...aroundChild].includes('--pid');
}
