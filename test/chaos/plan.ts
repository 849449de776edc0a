/** What happens in a round: which processes start one another, and who is killed how and when. */
import { Random } from './random.js';

export interface MemberPlan {
	/** `0` is the root, `0.2` its third child. */
	id: string;
	/** How it gets its watch; with `none` it knows nothing of the watchdog, save for its hooks. */
	watch: 'code' | 'require' | 'options' | 'none';
	/** Whether it is started with an IPC channel, and whether by a shell that stays in between. */
	ipc: boolean;
	shell: boolean;
	guard: boolean;
	/** Logs all the time to the pipe that its parent reads. */
	logs: boolean;
	/** Its main thread blocks for ever, so many ms after it is ready. */
	blocksAfter: number | undefined;
	/** When it registers each hook, and how long that takes when it runs; in ms. */
	hooks: { after: number; takes: number }[];
	/** When its parent closes the channel on purpose, and when it ends by itself; ms after the start. */
	disconnectAfter: number | undefined;
	exitAfter: number | undefined;
	/** How long its parent waits before it starts it, in ms. */
	delay: number;
	children: MemberPlan[];
}

export interface KillPlan {
	/** The id of a member, or of the shell over it: `0.2 shell`. */
	victim: string;
	/** From when on the delay counts, and of which member; `calm` is the end of the calm of a calm round. */
	from: 'spawn' | 'ready' | 'calm';
	of: string;
	delay: number;
	signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT';
	/** It is stopped by SIGSTOP so many ms before; none where 0. */
	stopped: number;
}

export interface Plan {
	seed: number;
	round: number;
	/** Poll period and grace period in ms; `undefined` leaves the defaults, and the preload lazy. */
	timing: { interval: number; gracePeriod: number } | undefined;
	/** Nobody is killed before all have been there for a while. */
	isCalm: boolean;
	root: MemberPlan;
	kills: KillPlan[];
}

const MAX_DEPTH = 5;

export function createPlan(seed: number, round: number): Plan {
	const random = new Random(seed, round);
	const isCalm = random.chance(0.2);
	// Where the program blocks while a hook waits, the guard has the last tenth of the grace period for it.
	const timing = random.chance(0.75) ? { interval: 50, gracePeriod: 4000 } : undefined;
	const budget = { left: random.integer(2, 8) };
	const root = createMember(random, '0', 1, budget, isCalm, undefined);
	const others = flatten(root).filter((member) => member !== root);
	const kills = others.flatMap((member) => {
		if (!random.chance(0.3)) return [];
		const isShell = member.shell && random.chance(0.3);
		return [createKill(random, isShell ? shellOf(member) : member.id, isCalm, isShell)];
	});
	return { seed, round, timing, isCalm, root, kills: [...kills, killRoot(random, root, isCalm)] };
}

export function flatten(member: MemberPlan): MemberPlan[] {
	return [member, ...member.children.flatMap(flatten)];
}

export function shellOf({ id }: MemberPlan): string {
	return `${id} shell`;
}

function createMember(
	random: Random,
	id: string,
	depth: number,
	budget: { left: number },
	isCalm: boolean,
	parent: MemberPlan | undefined,
): MemberPlan {
	budget.left -= 1;
	const watch = random.pick(['code', 'code', 'require', 'options', 'options', 'none'] as const);
	const shell = parent !== undefined && random.chance(0.2);
	const ipc = parent !== undefined && random.chance(shell ? 0.2 : 0.6);
	const guard = watch !== 'none' && random.chance(0.15);
	// Else it may die of the broken pipe while whom it watches lives, as it would without the watchdog.
	const isReadByWatched = parent !== undefined && parent.watch !== 'none';
	const member: MemberPlan = {
		id,
		watch,
		ipc,
		shell,
		guard,
		logs: isReadByWatched && watch !== 'none' && random.chance(0.25),
		blocksAfter: guard && random.chance(0.3) ? random.integer(0, 300) : undefined,
		hooks: Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => ({
			after: random.chance(0.8) ? 0 : random.integer(0, 100),
			takes: random.integer(0, 40),
		})),
		disconnectAfter: ipc && random.chance(0.3) ? random.integer(0, 300) : undefined,
		exitAfter: parent && !isCalm && random.chance(0.07) ? random.integer(0, 300) : undefined,
		delay: random.chance(0.7) ? 0 : random.integer(1, 60),
		children: [],
	};
	if (depth === MAX_DEPTH) return member;
	for (let index = 0; budget.left > 0 && random.chance(index === 0 ? 0.85 : 0.5); index++) {
		const child = createMember(random, `${id}.${index}`, depth + 1, budget, isCalm, member);
		member.children.push(child);
	}
	return member;
}

function createKill(random: Random, victim: string, isCalm: boolean, isShell: boolean): KillPlan {
	return {
		victim,
		of: victim.replace(' shell', ''),
		from: isCalm ? 'calm' : random.pick(['spawn', 'ready']),
		delay: random.chance(0.5) ? random.integer(0, 60) : random.integer(0, 600),
		// How a shell takes SIGINT while it waits for its child differs from shell to shell.
		signal: isShell ? 'SIGKILL' : random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT']),
		stopped: random.chance(0.2) ? random.integer(1, 150) : 0,
	};
}

function killRoot(random: Random, root: MemberPlan, isCalm: boolean): KillPlan {
	const kill = createKill(random, root.id, isCalm, false);
	// How far the tree has come by then decides, not the clock: machines differ.
	if (!isCalm) kill.of = random.pick(flatten(root)).id;
	// A blocked root hears no other signal, and its parent lives.
	if (root.blocksAfter !== undefined || kill.stopped > 0) kill.signal = 'SIGKILL';
	return kill;
}
