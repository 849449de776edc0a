/** Linux without a `/proc` that numbers processes as we do: nobody tells who they are, or descend from. */
import type { Family, FamilyPlan, Member } from './family-types.js';
import { hasGroup, signalGroup } from './identity.js';

/**
 * All that can be asked and signalled is the group that the root leads: as long as somebody is in it, its
 * number is not given away. A root that leads none cannot be told from whoever gets its pid after it.
 */
export class BlindFamily implements Family {
	readonly #members: Member[] = [];

	constructor(readonly plan: FamilyPlan) {
		const { root, isRootSignalled = false } = plan;
		if (!root?.leadsGroup) return;
		const { pid, start } = root;
		this.#members.push({
			pid,
			start,
			isSignalled: isRootSignalled,
			isKilled: false,
			isAlive: true,
		});
	}

	/** At most the root, which stands for them all. */
	get members(): Member[] {
		return this.#members;
	}

	look(): Member[] {
		// Once it has no member, another group may get its number.
		for (const one of this.#members) one.isAlive &&= hasGroup(one.pid);
		return this.#members.filter(({ isAlive }) => isAlive);
	}

	terminate(): void {
		for (const one of this.look()) {
			if (!one.isSignalled) signalGroup(one.pid, 'SIGTERM');
			one.isSignalled = true;
		}
	}

	kill(): void {
		for (const one of this.look()) one.isKilled = signalGroup(one.pid, 'SIGKILL');
	}
}
