import type { Watch } from '../detection/watch.js';
import type { Inherited } from '../environment.js';
import {
	describeExpected,
	type ExpectedParent,
	parseExpectedParent,
} from '../processes/expected-parent.js';
import { warnOnStderr } from '../runtime/diagnostics.js';

/** The parent that the environment names. What is wrong with it is said once. */
export class Expected {
	#read: { parent: ExpectedParent | undefined } | undefined;
	#hasWarned = false;

	constructor(private readonly inherited: Inherited) {}

	get parent(): ExpectedParent | undefined {
		this.#read ??= { parent: parseExpectedParent(this.inherited, warnOnStderr) };
		return this.#read.parent;
	}

	/** A parent that is gone already is told once the program had its turn to register hooks. */
	checkAtStart({ detection }: Watch, source: 'load' | 'poll'): void {
		if (source === 'poll') return detection?.check(source);
		if (detection?.isAlive() !== false) return;
		const { parent } = this;
		if (parent && !this.#hasWarned)
			warnOnStderr(`${describeExpected(parent)} is gone already, so this process ends`);
		this.#hasWarned = true;
		detection.checkSoon(source);
	}
}
