/** Linux without a `/proc` that numbers processes as we do: nobody tells who they are, or descend from. */
import { monotonic } from '../runtime/clock.js';
import { hasGroup, signalGroup } from './identity.js';
import type { Family, FamilyPlan, Member } from './members.js';

/**
 * All that can be asked and signalled is the group that the root leads: as long as somebody is in it, its
 * number is not given away. A root that leads none cannot be told from whoever gets its pid after it.
 */
export class BlindFamily implements Family {
	/** At most the root, which stands for them all. */
	readonly members: Member[] = [];

	constructor(readonly plan: FamilyPlan) {
		const { root, isRootSignalled = false } = plan;
		if (!root?.leadsGroup) return;
		const { pid, start } = root;
		const terminatedAt = isRootSignalled ? monotonic() : undefined;
		this.members.push({ pid, start, terminatedAt, isKilled: false, isAlive: true });
	}

	look(): boolean {
		// Once it has no member, another group may get its number.
		for (const one of this.members) one.isAlive &&= hasGroup(one.pid);
		return this.members.some(({ isAlive }) => isAlive);
	}

	terminate(): void {
		if (this.plan.isLeaderReaped || !this.look()) return;
		for (const one of this.members) {
			if (one.terminatedAt === undefined) signalGroup(one.pid, 'SIGTERM');
			one.terminatedAt ??= monotonic();
		}
	}

	kill(): void {
		if (this.plan.isLeaderReaped || !this.look()) return;
		for (const one of this.members) if (signalGroup(one.pid, 'SIGKILL')) one.isKilled = true;
	}
}
