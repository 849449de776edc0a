/**
 * Writes what the commands say into docs/command.md, between `<!-- output: name -->` and
 * `<!-- /output -->`. It runs in namespaces of its own: what else is on the machine is nobody's business.
 *
 *     npm run docs:command
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scenes } from './scenes.js';

const PAGE = require
	.resolve('parent-watchdog/package.json')
	.replace(/package\.json$/, 'docs/command.md');
const INSIDE = 'INSIDE';

async function write(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'command-'));
	try {
		let page = readFileSync(PAGE, 'utf8');
		for (const [name, play] of Object.entries(scenes)) {
			const place = new RegExp(`(<!-- output: ${name} -->\n)[^]*?(<!-- /output -->)`);
			if (!place.test(page)) throw new Error(`${PAGE} has no place for ${name}`);
			const text = shorten(await play(folder), folder);
			const block = `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
			page = page.replace(place, (_, before: string, after: string) => before + block + after);
		}
		writeFileSync(PAGE, page);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Where this machine keeps things tells nobody anything. */
function shorten(text: string, folder: string): string {
	const root = dirname(dirname(PAGE));
	return text
		.replaceAll(`${folder}/`, '')
		.replaceAll(`${root}/`, '')
		.replaceAll('build/demo/command/programs/', '');
}

/** Under a pid 1 that reaps, without a network. */
function isolate(): number {
	const isolation = ['--pid', '--net', '--fork', '--kill-child', '--mount-proc'];
	const words = ['bash', '-c', '"$@"; exit $?', 'bash', process.execPath, __filename, INSIDE];
	const { status } = spawnSync('unshare', [...isolation, ...words], { stdio: 'inherit' });
	return status ?? 1;
}

if (process.argv[2] === INSIDE) void write();
else process.exitCode = isolate();
