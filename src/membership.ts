/** Ties the lifeline to what it is good for: detection, the stop event, the shared map and the shutdown. */
import { type Lifeline, openLifeline } from './detection/lifeline.js';
import {
	type ExpectedParent,
	forgetLifeline,
	type Inherited,
	isOff,
	parseLifeline,
} from './environment.js';
import { Member, type MemberHost } from './supervision/member.js';
import { env, isMainThread } from './system.js';

export interface Membership {
	member: Member;
	/** Whose child we are; `undefined` where no lifeline is held towards us. */
	supervisor: ExpectedParent | undefined;
	/** The descriptor of the guard line, if there is one: for the guard thread to read. */
	guardLine?: number | undefined;
}

/** Takes the lifeline that the environment names, if there is one. */
export function joinSupervisor(
	inherited: Inherited,
	host: MemberHost & { onEnd(): void },
): Membership {
	const member = new Member(host);
	const named = isMainThread && !isOff(env) ? parseLifeline(inherited) : undefined;
	if (!named) return { member, supervisor: undefined };
	const lifeline: Lifeline | undefined = openLifeline(named, {
		onData: (chunk) => member.onData(chunk),
		onEnd: () => {
			member.onEnd();
			host.onEnd();
		},
	});
	if (!lifeline) return { member, supervisor: undefined };
	forgetLifeline(env);
	member.join(lifeline);
	const { supervisor, guardLine: descriptor } = named;
	const hasGuardLine = descriptor !== undefined && loadGuardLine()({ descriptor, supervisor });
	return { member, supervisor, guardLine: hasGuardLine ? descriptor : undefined };
}

/** Few have one. */
function loadGuardLine(): typeof import('./guard/open-line.js').openGuardLine {
	return (require('./guard/open-line.js') as typeof import('./guard/open-line.js')).openGuardLine;
}
