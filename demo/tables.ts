/** Who is there before the kill, and what became of the children. */
import type { Family } from './family.js';
import { kinds, paintKind } from './kinds.js';
import type { Outcome } from './outcome.js';
import type { Member } from './processes.js';
import { columns, ms, paint } from './text.js';

const others = new Map([
	['parent', 'the demo'],
	['sh', "spawn(), 'node ...; printf ...'"],
]);

/** The shell writes nothing to the record before the kill; whoever else did not is not there yet. */
export function memberTable(members: readonly Member[], { entries }: Family): string {
	const rows = members.map(({ pid, depth, name, cmd, cpu, memory }) => {
		const silent = cmd?.startsWith('sh -c') ? 'sh' : '?';
		const kind = entries.find((entry) => entry.pid === pid)?.kind ?? silent;
		const how = kinds.find((one) => one.kind === kind)?.how ?? others.get(kind) ?? '';
		return [
			String(pid),
			'  '.repeat(depth) + paintKind(kind),
			how,
			name,
			cpu === undefined ? '-' : `${cpu.toFixed(0)} %`,
			memory === undefined ? '-' : `${(memory / 2 ** 20).toFixed(1)} MB`,
		];
	});
	return columns([' pid', 'kind', 'started by', 'name', ' cpu', ' memory'], rows);
}

export function outcomeTable(outcomes: readonly Outcome[], killedAt: number): string {
	const rows = outcomes.map(({ kind, noticed, hooks, exit, problems }) => {
		const ran = hooks.filter(({ started, ended }) => started === 1 && ended === 1).length;
		return [
			paintKind(kind),
			noticed ? paint(noticed.source, 'bold') : '-',
			noticed ? ms(noticed.at - killedAt) : '-',
			hooks.length === 0 ? 'none' : `${ran} of ${hooks.length}`,
			exit ? `exit ${exit.code}` : '-',
			exit ? ms(exit.at - killedAt) : '-',
			problems.length === 0 ? paint('ok', 'green') : paint('not ok', 'red'),
		];
	});
	const headings = ['kind', 'noticed by', ' after', 'hooks run', 'ended', ' after', ''];
	return columns(headings, rows);
}
