/** Which parent the environment names, and whether its pid means anything here. */
import { type Inherited, PARENT, SWITCH } from '../environment.js';
import { readNamespaces } from './proc.js';

export interface ExpectedParent {
	pid: number;
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere; 0 where it could not be read. */
	start: number;
	/** The session of the process that wrote it, where it could be read. */
	session: number | undefined;
	/** Whether its pid is a pid of our own namespace. */
	inOurNamespace: boolean;
}

/** The parent that said so in the environment; `undefined` where none did, or it was ourselves. */
export function parseExpectedParent(
	{ parent, scope }: Inherited,
	onWrong: (line: string) => void,
): ExpectedParent | undefined {
	if (!parent) return undefined;
	const match = /^([1-9]\d{0,9})(?::(\d{1,15})?)?$/.exec(parent);
	if (!match) {
		onWrong(`${PARENT} must be "<pid>:<start>", but is ${JSON.stringify(parent)}; it is ignored`);
		return undefined;
	}
	const pid = Number(match[1]);
	if (pid === process.pid) return undefined;
	return { pid, start: Number(match[2] ?? 0), ...parseScope(scope) };
}

export function parseScope(scope = ''): Pick<ExpectedParent, 'session' | 'inOurNamespace'> {
	const [session, ...namespaces] = scope.split(':');
	return {
		session: session ? Number(session) : undefined,
		inOurNamespace: namespaces.length === 0 || namespaces.join(':') === readNamespaces(),
	};
}

/** For a message: what the environment expects, and how to get rid of it. */
export function describeExpected({ pid }: ExpectedParent): string {
	return `the parent ${pid} that ${PARENT} names (${SWITCH}=off disables the watch)`;
}
