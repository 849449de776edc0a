/**
 * How long after the parent's SIGKILL children without a channel start their hooks: they poll, so one
 * interval is the longest they may take, and 20 ms more for the rest.
 */

import { middleHalf, quantile, type Row } from '../harness/measure.js';
import { type Child, killParent } from './family.js';

const INTERVALS = [100, 250];
const CHILDREN = 2;

export async function measurePollDelay(rounds: number): Promise<Row[]> {
	const delays = new Map<number, number[]>(INTERVALS.map((interval) => [interval, []]));
	const children = INTERVALS.flatMap((interval) =>
		Array.from({ length: CHILDREN }, (_, index) => polledChild(interval, index)),
	);
	for (let round = 0; round < rounds; round++) {
		// Any moment of an interval is as likely as any other.
		const heard = await killParent(children, 250 + Math.random() * 250);
		for (const [name, delay] of heard) delays.get(Number.parseInt(name, 10))?.push(delay);
	}
	return INTERVALS.flatMap((interval) => rows(interval, delays.get(interval) ?? []));
}

function polledChild(interval: number, index: number): Child {
	return {
		name: `${interval}-${index}`,
		program: 'watched.js',
		ipc: false,
		execArgv: ['--require', require.resolve('parent-watchdog/register')],
		env: { PARENT_WATCHDOG_INTERVAL: String(interval) },
	};
}

function rows(interval: number, delays: readonly number[]): Row[] {
	const row = {
		name: `polled every ${interval} ms: first hook after the kill`,
		unit: 'ms',
		goal: interval + 20,
		spread: middleHalf(delays),
		samples: delays.length,
	};
	return [
		{ ...row, kind: 'p95', value: quantile(delays, 0.95) },
		{ ...row, kind: 'max', value: quantile(delays, 1) },
	];
}
