/** Orphans in words, and as JSON. */
import { paintFor } from '../common/paint.js';
import { cut, toPlain } from '../common/plain-text.js';
import { count, formatDuration, formatPercent } from '../common/units.js';
import type { End } from './end.js';
import type { Orphan } from './find.js';

export function formatOrphans(orphans: readonly Orphan[], isKill: boolean): string {
	const paint = paintFor(process.stdout);
	const willing = orphans.filter(isToEnd);
	const spared = orphans.filter((one) => one.kind === 'recorded' && !isToEnd(one));
	const likely = orphans.filter(({ kind }) => kind === 'likely');
	const section = (title: string, list: readonly Orphan[]) =>
		list.length === 0 ? [] : [title, '', ...list.flatMap(formatOne)];
	const lines = [
		...(willing.length > 0 ? [] : [paint('No orphan whose parent is recorded.', 'green'), '']),
		...section(
			paint(`${count(willing.length, 'orphan')}: the recorded parent is gone`, 'bold', 'red'),
			willing,
		),
		...section(
			paint(`${processes(spared)} whose recorded parent is gone, left alone by --kill`, 'bold'),
			spared,
		),
		...section(
			paint(`${processes(likely)} that may be an orphan: no parent is recorded`, 'bold', 'yellow'),
			likely,
		),
		...(isKill ? [] : advise(willing, [...spared, ...likely])),
	];
	return `${lines.join('\n').trimEnd()}\n`;
}

/** Without its pid being given. */
export function isToEnd({ kind, sparedBecause }: Orphan): boolean {
	return kind === 'recorded' && sparedBecause === undefined;
}

function processes({ length }: readonly Orphan[]): string {
	return count(length, 'process', 'processes');
}

function formatOne(orphan: Orphan): string[] {
	const paint = paintFor(process.stdout);
	const { process: seen, lostParent, below, sparedBecause, kind } = orphan;
	const columns = process.stdout.columns ?? 200;
	const whose = lostParent ? `its parent ${lostParent.pid} is gone` : 'without a terminal';
	const facts = [whose, `adopted by ${seen.ppid}`, ...formatUsage(orphan)];
	const names = below.map(({ pid, name }) => `${pid} ${toPlain(name)}`).join(', ');
	return [
		`  ${paint(String(seen.pid), 'bold')}  ${cut(toPlain(seen.command), columns - 12)}`,
		`      ${facts.join('; ')}`,
		...(below.length > 0 ? [cut(`      ${below.length} below it: ${names}`, columns)] : []),
		...(sparedBecause && kind === 'recorded' ? [`      ${sparedBecause}`] : []),
		'',
	];
}

function formatUsage({ usage, ports }: Orphan): string[] {
	const isOpen = ports && ports.length > 0;
	const listening = isOpen ? [`listens on ${ports.join(', ')}`] : [];
	if (!usage) return listening;
	const share = formatPercent(usage.cpu);
	const cpu = `${formatDuration(usage.cpuTime)} of processor time (${share})`;
	return [`runs for ${formatDuration(usage.elapsed)}`, cpu, ...listening];
}

function advise(willing: readonly Orphan[], [other]: readonly Orphan[]): string[] {
	const lines: string[] = [];
	if (willing.length > 0) lines.push('parent-watchdog orphans --kill ends them.');
	if (other) {
		const { pid } = other.process;
		lines.push(`parent-watchdog orphans --kill ${pid} ends that one: its pid has to be given.`);
	}
	return lines;
}

export function formatEnds(ends: readonly End[], orphans: readonly Orphan[]): string {
	const rows = orphans.flatMap(({ process, below }) => [process, ...below]);
	const nameOf = (pid: number) => toPlain(rows.find((row) => row.pid === pid)?.name ?? '');
	const words = {
		ended: 'ended after SIGTERM',
		killed: 'killed with SIGKILL',
		left: 'is still there: we may not signal it, or it does not die',
	};
	return `\n${ends.map(({ pid, how }) => `${pid} ${nameOf(pid)} ${words[how]}\n`).join('')}`;
}

export function toJson(orphans: readonly Orphan[], ends: readonly End[]): object {
	const endOf = (pid: number) => ends.find((end) => end.pid === pid)?.how ?? null;
	return {
		orphans: orphans.map(({ kind, process, lostParent, below, sparedBecause, usage, ports }) => ({
			kind,
			pid: process.pid,
			ppid: process.ppid,
			start: process.start,
			name: process.name,
			command: process.command,
			lostParent: lostParent?.pid ?? null,
			sparedBecause: sparedBecause ?? null,
			uptime: usage?.elapsed ?? null,
			cpuTime: usage?.cpuTime ?? null,
			cpu: usage?.cpu ?? null,
			memory: usage?.memory ?? null,
			ports: ports ?? null,
			below: below.map(({ pid, name, command }) => ({ pid, name, command, end: endOf(pid) })),
			end: endOf(process.pid),
		})),
	};
}
