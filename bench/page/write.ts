/** The page `benchmarks.md` and its pictures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plot, Section } from '../harness/section.js';
import { drawLines } from './lines.js';
import { sectionToMarkdown } from './markdown.js';
import { drawRanges } from './ranges.js';
import { THEMES, type Theme } from './svg.js';

const INTRO = `# Benchmarks

What parent-watchdog does and costs beside others that have the same task. All figures come from one run on one
machine (\`npm run bench\` writes this page): compare them with each other, not with those of another machine. The
order of those who are measured changes from round to round. [How it is measured](../bench/README.md).`;

export function writePage(folder: string, machine: string, sections: readonly Section[]): string {
	mkdirSync(folder, { recursive: true });
	for (const plot of sections.flatMap(({ plots }) => plots)) {
		for (const theme of THEMES) {
			writeFileSync(join(folder, `${plot.file}-${theme.name}.svg`), draw(plot, theme));
		}
	}
	const file = resolve(folder, 'benchmarks.md');
	const parts = [INTRO, machine, ...sections.map(sectionToMarkdown)];
	writeFileSync(file, `${parts.join('\n\n')}\n`);
	return file;
}

function draw(plot: Plot, theme: Theme): string {
	return plot.kind === 'ranges' ? drawRanges(plot, theme) : drawLines(plot, theme);
}
