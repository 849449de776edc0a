/**
 * One parent with children of several kinds. The parent is killed with SIGKILL; every child notices it,
 * runs its cleanup hooks once and is gone. All that is printed was measured on these processes.
 *
 * A number replaces the deadline, in ms. `--svg [path]` draws the run as well. With PARENT_WATCHDOG=off in
 * the environment it shows what happens without the watchdog.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { watchParent } from 'parent-watchdog';
import { Family } from './family.js';
import { kinds } from './kinds.js';
import { findProblems, outcomeOf } from './outcome.js';
import { findLeft, listFamily, type Member } from './processes.js';
import { now } from './record.js';
import { writePictures } from './svg.js';
import { memberTable, outcomeTable } from './tables.js';
import { paint } from './text.js';
import { timeline } from './timeline.js';

const { values, positionals } = parseArgs({
	options: { svg: { type: 'boolean' } },
	allowPositionals: true,
});
const DEADLINE = Number(positionals.find((word) => /^\d+$/.test(word)) ?? 20_000);
const PICTURE = positionals.find((word) => !/^\d+$/.test(word)) ?? 'docs/timeline';
const names = kinds.map(({ kind }) => kind);

async function main(): Promise<void> {
	// Whoever ends the demo, even before the parent is loaded, ends all that it started.
	watchParent();
	const deadline = delay(DEADLINE, undefined, { ref: false });
	const family = new Family();
	await Promise.race([family.ready(['parent', ...names]), deadline]);

	const { version, platform, arch } = process;
	title(`A parent and its children, before the kill (Node.js ${version}, ${platform} ${arch})`);
	const members = await listFamily(family.pid);
	console.log(memberTable(members, family));
	const missing = family.missing(['parent', ...names]);
	if (missing.length > 0) return fail([`not ready: ${missing.join(', ')}`], family, members);

	title(`The parent, pid ${family.pid}, gets SIGKILL: what happens in the milliseconds after`);
	family.killParent();
	await Promise.race([family.gone(), deadline]);
	const left = await findLeft(members);
	console.log(timeline(family, { at: now(), who: 'ps-list', what: words(left, members) }));

	title('What became of the children');
	const outcomes = names.map((kind) => outcomeOf(kind, family));
	console.log(outcomeTable(outcomes, family.killedAt ?? 0));

	const problems = findProblems(family, outcomes, members, left);
	if (problems.length > 0) return fail(problems, family, left);
	const hooks = outcomes.flatMap((one) => one.hooks).length;
	const praise = `All ${members.length} processes are gone, and all ${hooks} hooks ran once.`;
	console.log(`\n${paint(praise, 'green', 'bold')}`);
	if (values.svg) console.log(`\nDrawn: ${writePictures(PICTURE, family).join(', ')}`);
}

function words(left: readonly Member[] | undefined, { length }: readonly Member[]): string {
	if (!left) return 'the process table cannot be read';
	if (left.length === 0) return `the process table shows none of the ${length} any more`;
	return `the process table still shows ${left.length} of the ${length}`;
}

/** Says what is wrong and all that was captured, and ends those who are left. */
async function fail(
	problems: readonly string[],
	family: Family,
	left: readonly Member[] | undefined,
): Promise<void> {
	process.exitCode = 1;
	console.log(`\n${paint('Not as it should be:', 'red', 'bold')}`);
	for (const problem of problems) console.log(`- ${problem}`);
	if (family.stderr) console.log(`\nWritten to stderr:\n${family.stderr.trimEnd()}`);
	console.log('\nThe record:');
	for (const entry of family.entries) console.log(JSON.stringify(entry));

	const pids = left?.map(({ pid }) => pid) ?? family.pids;
	for (const pid of pids) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It has ended meanwhile.
		}
	}
	await Promise.race([family.gone(), delay(2000, undefined, { ref: false })]);
	const end = family.endedAt === undefined ? 'and yet not all are gone' : 'and all are gone';
	console.log(`\nKilled who was left (${pids.join(', ') || 'nobody'}), ${end}.`);
	family.leave();
}

function title(text: string): void {
	console.log(`\n${paint(text, 'bold')}\n`);
}

void main();
