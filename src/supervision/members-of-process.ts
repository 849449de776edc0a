import { ParentWatchdogError } from '../runtime/errors.js';

const MEMBERS = ['on', 'once', 'send', 'disconnect', 'stdin', 'stdout', 'stderr', 'stdio'];

/** What is looked for by mistake on a supervised child is said to be elsewhere. */
export function refuseMembersOfProcess(prototype: object): void {
	for (const name of MEMBERS) {
		Object.defineProperty(prototype, name, {
			get() {
				const message = `a supervised child has no "${name}": use child.process.${name}`;
				throw new ParentWatchdogError('ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', message);
			},
		});
	}
}
