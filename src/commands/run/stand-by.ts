/** Who ends the program when we are killed: a shell, or with `--tree` the reaper. */
import type { Reaper } from '../../reaper/reaper.js';
import { isWindows } from '../../runtime/system.js';
import { HelperShell } from './helper-shell.js';
import type { Plan, Program } from './program.js';

/** How much longer than to its own deadline a program that watches may take, in ms. */
const MARGIN = 1000;

export class StandBy {
	#pid: number | undefined;
	readonly #shell: HelperShell | undefined;
	readonly #reaper: Reaper | undefined;

	/** Before the program, so that somebody stands by from its start on. */
	constructor(private readonly plan: Plan) {
		const { signal, grace, tree } = plan.options;
		if (!isWindows) {
			const first = plan.watches ? '-' : signal.slice('SIG'.length);
			const tenths = Math.ceil((grace + (plan.watches ? MARGIN : 0)) / 100);
			this.#shell = new HelperShell(tree ? [] : [first, String(tenths)]);
		}
		if (tree) this.#reaper = startReaper(plan);
	}

	/** Of the program, once it is started. */
	get pid(): number | undefined {
		return this.#pid;
	}

	started({ pid, start }: Program): void {
		this.#pid = pid;
		this.#shell?.say(`child ${pid}`);
		const { supervisionId = '', watches, options } = this.plan;
		const { grace, tree = false } = options;
		const root = { pid, start, leadsGroup: false, watches, tree, grace: grace + MARGIN };
		this.#reaper?.started(supervisionId, root);
	}

	/**
	 * Whether a signal that we got was sent to our whole process group, and so to the program as well;
	 * `undefined` where nobody can tell.
	 */
	async wasForGroup(signal: NodeJS.Signals): Promise<boolean | undefined> {
		return this.#shell?.hasHeard(signal);
	}

	/** We are about to stop as the program has, and are to go on when it does. */
	stopping(): void {
		this.#shell?.say(`stopped ${process.pid}`);
	}

	/** The program has ended: nobody is to be ended any more. */
	async close(): Promise<void> {
		this.#shell?.close();
		await this.#reaper?.close();
	}
}

function startReaper({ supervisionId = '', options }: Plan): Reaper {
	const { Reaper } = require('../../reaper/reaper.js') as typeof import('../../reaper/reaper.js');
	const onProblem = ({ message }: Error) => console.error(`parent-watchdog: ${message}`);
	const reaper = new Reaper({ gracePeriod: options.grace, onProblem });
	reaper.starting(supervisionId);
	return reaper;
}
