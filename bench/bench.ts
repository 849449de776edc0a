/**
 * What the watchdog costs and how fast it is, beside others. See README.md.
 *
 *     npm run bench -- [--rounds n] [--seconds n] [--children n] [--page folder] [--smoke]
 *                      [--before <dist of another build>] [part of a name...]
 */
import { cpus, loadavg } from 'node:os';
import { installPeers } from './harness/install.js';
import { endLeftovers } from './harness/leftovers.js';
import { endAllFamilies } from './harness/living.js';
import type { Section } from './harness/section.js';
import { type Options, readOptions } from './options.js';
import { measureOwn, OWN } from './own/index.js';
import { sectionToMarkdown } from './page/markdown.js';
import { writePage } from './page/write.js';
import { measureCorrectness } from './parts/correctness.js';
import { measureCost } from './parts/cost.js';
import { measureDetection } from './parts/detection.js';
import { measurePackage } from './parts/package.js';
import { measureStopping } from './parts/stopping.js';

const PARTS: Record<string, (options: Options) => Promise<Section>> = {
	detection: measureDetection,
	correctness: measureCorrectness,
	cost: measureCost,
	stopping: measureStopping,
	package: measurePackage,
};

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	const all = [...Object.keys(PARTS), ...Object.keys(OWN)];
	const isMeant = (name: string) =>
		options.names.some((given) => (all.includes(given) ? name === given : name.includes(given)));
	const choose = (list: object) =>
		Object.keys(list).filter((name) => options.names.length === 0 || isMeant(name));
	const [parts, own] = [choose(PARTS), choose(OWN)];
	if (parts.length + own.length === 0) {
		throw new RangeError(`there are ${all.join(', ')}`);
	}
	if (parts.length > 0) installPeers(options.brief);
	const startLoad = load();
	const sections: Section[] = [];
	for (const name of parts) {
		sections.push(await attempt(name, () => PARTS[name]?.(options)));
	}
	if (own.length > 0) {
		sections.push(await attempt('against ourselves', () => measureOwn(own, options)));
	}
	const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores; load ${startLoad} at the start, ${load()} at the end. Up to ${options.rounds} rounds; idle processes for ${options.seconds} s.`;
	console.log([machine, ...sections.map(sectionToMarkdown)].join('\n\n'));
	if (options.page) options.note(`written: ${writePage(options.page, machine, sections)}`);
}

/** A part that fails says so in the page; the others go on. */
async function attempt(
	title: string,
	measure: () => Promise<Section> | undefined,
): Promise<Section> {
	const nothing = { title, text: [], tables: [], goals: [], plots: [], skipped: [] };
	try {
		return (await measure()) ?? nothing;
	} catch (error) {
		console.error((error as Error).stack);
		process.exitCode = 1;
		return { ...nothing, skipped: [`it failed: ${(error as Error).message}`] };
	} finally {
		endLeftovers();
	}
}

function load(): string {
	return (loadavg()[0] ?? 0).toFixed(2);
}

function stop(): void {
	endLeftovers();
	process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => void endAllFamilies().finally(stop));
}
main().catch((error: Error) => {
	console.error(error.stack);
	process.exitCode = 1;
});
