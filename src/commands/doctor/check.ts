/** What one check has found. */
export interface Check {
	name: string;
	/** `costs`: something is slower, or a part is missing. `fails`: the promise does not hold here. */
	state: 'works' | 'costs' | 'fails';
	/** What is there. */
	found: string;
	/** What it costs, or how it fails; empty where it works. */
	cost: string;
}

export function works(name: string, found: string): Check {
	return { name, state: 'works', found, cost: '' };
}

export function costs(name: string, found: string, cost: string): Check {
	return { name, state: 'costs', found, cost };
}

export function fails(name: string, found: string, cost: string): Check {
	return { name, state: 'fails', found, cost };
}
