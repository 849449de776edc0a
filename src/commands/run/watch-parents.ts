/** The watch for the end of our parents. */
import { Detection } from '../../detection/detection.js';
import { chooseTargets, createTarget, type Target } from '../../detection/target.js';
import { readInherited } from '../../environment.js';
import { readOptions } from '../../option-variables.js';
import { defaultSettings } from '../../options.js';
import { parseExpectedParent } from '../../processes/expected-parent.js';
import { warnOnStderr } from '../../runtime/diagnostics.js';
import { Poll } from '../../runtime/poll.js';
import type { Parents } from './parents.js';

/** Calls back with the pid of the one that is gone. */
export function watchParents(parents: Parents, onGone: (pid: number | undefined) => void): void {
	const { interval } = { ...defaultSettings(false), ...readOptions(process.env, warnOnStderr) };
	const detection = new Detection(({ parentPid }) => {
		onGone(parentPid);
		return true;
	});
	detection.targets = listTargets(parents);
	new Poll(interval, () => {
		detection.check('poll');
		return false;
	});
	detection.check('load');
}

/** And the one that the environment names. */
function listTargets({ ppid, pids, areNamed }: Parents): Target[] {
	const targets = pids.map((pid) => createTarget(pid, ppid));
	if (areNamed) return targets;
	const expected = parseExpectedParent(readInherited(process.env), warnOnStderr);
	const [named] = chooseTargets({ pid: [], ancestors: 1, detached: true }, expected, ppid);
	return named && !pids.includes(named.pid) ? [...targets, named] : targets;
}
